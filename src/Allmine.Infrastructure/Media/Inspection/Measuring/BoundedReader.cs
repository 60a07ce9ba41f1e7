using System.Buffers.Binary;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>
/// Reads a seekable stream at any offset through one window of <see cref="WindowSize"/> bytes, at most
/// <see cref="MaxReads"/> times: what a header claims can cost neither memory nor time without end. A read that does not
/// lie wholly within the stream, or is one too many, fails; it never throws for what the bytes are.
/// </summary>
internal sealed class BoundedReader(Stream stream)
{
    public const int WindowSize = 64 * 1024;

    /// <summary>Enough for every frame of an MP3 of 25 MiB; a quarter of a second at most.</summary>
    public const int MaxReads = 2_000_000;

    private readonly byte[] window = new byte[WindowSize];
    private long windowStart;
    private int windowLength;

    public long Length { get; } = stream.Length;

    /// <summary>How many there were.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether reads fail because there were too many.</summary>
    public bool IsExhausted => Reads >= MaxReads;

    /// <summary>Fills the target, of at most <see cref="WindowSize"/> bytes, from the offset on.</summary>
    public bool TryRead(long offset, Span<byte> target)
    {
        if (offset < 0 || offset > Length - target.Length || IsExhausted)
            return false;
        Reads++;
        if (offset < windowStart || offset + target.Length > windowStart + windowLength)
            MoveWindow(offset);
        if (windowLength < target.Length)
            return false;
        window.AsSpan((int)(offset - windowStart), target.Length).CopyTo(target);
        return true;
    }

    public bool TryReadByte(long offset, out byte value)
    {
        Span<byte> bytes = stackalloc byte[1];
        var read = TryRead(offset, bytes);
        value = bytes[0];
        return read;
    }

    public bool TryReadUInt16(long offset, out ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        var read = TryRead(offset, bytes);
        value = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return read;
    }

    public bool TryReadUInt32(long offset, out uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        var read = TryRead(offset, bytes);
        value = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return read;
    }

    public bool TryReadUInt64(long offset, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var read = TryRead(offset, bytes);
        value = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return read;
    }

    /// <summary>Copies that many bytes; what has been written when it fails is not the whole.</summary>
    public bool TryCopy(long offset, long length, Stream target)
    {
        const int Piece = 8 * 1024;
        Span<byte> buffer = stackalloc byte[Piece];
        for (; length > 0; offset += Piece, length -= Piece)
        {
            var part = buffer[..(int)Math.Min(length, Piece)];
            if (!TryRead(offset, part))
                return false;
            target.Write(part);
        }

        return length <= 0;
    }

    private void MoveWindow(long offset)
    {
        stream.Position = offset;
        windowStart = offset;
        windowLength = stream.ReadAtLeast(window, window.Length, throwOnEndOfStream: false);
    }
}
