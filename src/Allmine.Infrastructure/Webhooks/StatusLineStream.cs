namespace Allmine.Infrastructure.Webhooks;

/// <summary>A connection that shows what it reads to the attempt whose request was written last.</summary>
/// <param name="connection">Above TLS.</param>
internal sealed class StatusLineStream(Stream connection) : Stream
{
    /// <summary>
    /// Of the attempt: the HTTP client writes a request in the flow of the call that sends it, on whichever connection it has chosen. It
    /// may begin to read before that, outside of it.
    /// </summary>
    private static readonly AsyncLocal<StatusLine?> OfAttempt = new();

    private volatile StatusLine? expected;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Has what comes of the calling method's attempt shown to a status line.</summary>
    public static void Expect(StatusLine line) => OfAttempt.Value = line;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await connection.ReadAsync(buffer, cancellationToken);
        expected?.Read(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        expected = OfAttempt.Value;
        try
        {
            await connection.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            // A receiver may answer, and close, before it has read all. Reading tells: there is its answer, or the end.
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    // Whatever is sent is sent without blocking a thread.
    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            connection.Dispose();
        base.Dispose(disposing);
    }
}
