using System.Buffers;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>
/// A seekable stream over bytes that are fetched block by block when they are read. It holds one block in memory, whatever
/// the length. Each block is fetched as a whole, so that a slow reader keeps nobody waiting.
/// </summary>
/// <param name="length">Of the whole.</param>
/// <param name="fetch">Fills a buffer with the bytes from an offset on; all of them are there.</param>
/// <param name="source">Disposed with the stream.</param>
internal sealed class BlockStream(long length, Func<long, Memory<byte>, CancellationToken, Task> fetch, IDisposable? source = null) : Stream
{
    public const int BlockSize = 1 << 20;

    private byte[]? block;
    private long blockStart = -1;
    private long position;
    private bool isDisposed;

    public override bool CanRead => !isDisposed;

    public override bool CanSeek => !isDisposed;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (position >= length || buffer.IsEmpty)
            return 0;
        var start = position - (position % BlockSize);
        var size = (int)Math.Min(BlockSize, length - start);
        if (blockStart != start)
        {
            var fetched = block ?? ArrayPool<byte>.Shared.Rent((int)Math.Min(BlockSize, length));
            // Until it has come as a whole, there is no block. A fetch that was given up may still write into its buffer:
            // that one is not used again.
            block = null;
            blockStart = -1;
            await fetch(start, fetched.AsMemory(0, size), cancellationToken);
            (block, blockStart) = (fetched, start);
        }

        var offset = (int)(position - start);
        var count = Math.Min(buffer.Length, size - offset);
        block.AsMemory(offset, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Keeps the thread while a block is fetched: for readers that know no other way.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!isDisposed && disposing)
        {
            isDisposed = true;
            if (block is not null)
                ArrayPool<byte>.Shared.Return(block);
            block = null;
            source?.Dispose();
        }

        base.Dispose(disposing);
    }
}
