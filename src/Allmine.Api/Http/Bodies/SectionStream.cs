using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Bodies;

/// <summary>
/// A body as <see cref="Microsoft.AspNetCore.WebUtilities.MultipartReader"/> reads it. While the reader looks for the next part it takes
/// only so many bytes: its own limits, which tell nothing but words, are not needed.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="maxBytes">The most bytes that lie between two parts, beside those that the reader holds already.</param>
internal sealed class SectionStream(Stream body, long maxBytes) : Stream
{
    private long left = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The reader looks for the next part from now on.</summary>
    public void BeginSearch() => left = maxBytes;

    /// <summary>The reader has found it: the part may be of any length.</summary>
    public void EndSearch() => left = long.MaxValue;

    /// <exception cref="RefusedException"><c>body.too_large</c>: there is too much between two parts.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        left -= read;
        return left >= 0 ? read : throw new RefusedException(ProtocolErrorCode.BodyTooLarge);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
