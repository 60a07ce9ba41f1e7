namespace Allmine.Infrastructure.Tests.Contracts;

/// <summary>Gives so many bytes and then throws, as an upload does whose client goes away.</summary>
internal sealed class FailingStream(int bytesBefore) : Stream
{
    private int left = bytesBefore;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (left == 0)
            throw new EndOfStreamException("The client went away.");
        var read = Math.Min(left, count);
        left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
