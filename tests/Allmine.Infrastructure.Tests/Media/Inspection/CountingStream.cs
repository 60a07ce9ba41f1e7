namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>A file that counts what is read of it.</summary>
internal sealed class CountingStream(byte[] file) : MemoryStream(file, writable: false)
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = base.Read(buffer);
        BytesRead += read;
        return read;
    }
}
