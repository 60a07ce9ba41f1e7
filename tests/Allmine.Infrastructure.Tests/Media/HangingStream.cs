namespace Allmine.Infrastructure.Tests.Media;

/// <summary>Gives nothing until it is disposed, as an upload does whose client is silent.</summary>
internal sealed class HangingStream : MemoryStream
{
    private readonly TaskCompletionSource<int> read = new();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(read.Task);

    protected override void Dispose(bool disposing)
    {
        read.TrySetException(new ObjectDisposedException(nameof(HangingStream)));
        base.Dispose(disposing);
    }
}
