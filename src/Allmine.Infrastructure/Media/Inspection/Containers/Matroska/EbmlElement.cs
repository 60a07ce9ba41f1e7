using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Matroska;

/// <summary>The head of an EBML element.</summary>
/// <param name="Id">With its length marker.</param>
/// <param name="Body">Where the content begins.</param>
/// <param name="End">Where it ends by its own claim, at most at the file's end; null if the size is left open.</param>
internal readonly record struct EbmlElement(uint Id, long Body, long? End)
{
    public const uint Segment = 0x18538067;
    public const uint Information = 0x1549A966;
    public const uint TimestampScale = 0x2AD7B1;
    public const uint Duration = 0x4489;
    public const uint Tracks = 0x1654AE6B;
    public const uint TrackEntry = 0xAE;
    public const uint TrackNumber = 0xD7;
    public const uint TrackType = 0x83;
    public const uint DefaultDuration = 0x23E383;
    public const uint Video = 0xE0;
    public const uint PixelWidth = 0xB0;
    public const uint PixelHeight = 0xBA;
    public const uint CropBottom = 0x54AA;
    public const uint CropTop = 0x54BB;
    public const uint CropLeft = 0x54CC;
    public const uint CropRight = 0x54DD;
    public const uint DisplayWidth = 0x54B0;
    public const uint DisplayHeight = 0x54BA;
    public const uint Projection = 0x7670;
    public const uint ProjectionRoll = 0x7675;
    public const uint Tags = 0x1254C367;
    public const uint Attachments = 0x1941A469;
    public const uint Cluster = 0x1F43B675;
    public const uint ClusterTimestamp = 0xE7;
    public const uint SimpleBlock = 0xA3;
    public const uint BlockGroup = 0xA0;
    public const uint Block = 0xA1;
    public const uint BlockDuration = 0x9B;

    private const int MaxIdLength = 4;
    private const int MaxSizeLength = 8;

    /// <summary>Costs one read.</summary>
    public static bool TryRead(BoundedReader reader, long offset, out EbmlElement element)
    {
        element = default;
        Span<byte> head = stackalloc byte[MaxIdLength + MaxSizeLength];
        head = head[..(int)Math.Clamp(reader.Length - offset, 0, head.Length)];
        if (!reader.TryRead(offset, head)
            || !TryParseNumber(head, MaxIdLength, out var id, out var idLength)
            || !TryParseNumber(head[idLength..], MaxSizeLength, out var size, out var sizeLength))
            return false;
        var body = offset + idLength + sizeLength;
        var value = size & ~(1UL << (7 * sizeLength));
        // All ones leave the size open.
        var isOpen = value == (1UL << (7 * sizeLength)) - 1;
        var end = value > (ulong)(reader.Length - body) ? reader.Length : body + (long)value;
        element = new EbmlElement((uint)id, body, isOpen ? null : end);
        return true;
    }

    /// <summary>A number whose first bit set tells its length; the bit is part of the value.</summary>
    public static bool TryReadNumber(BoundedReader reader, long offset, int maxLength, out ulong value, out int length)
    {
        value = 0;
        length = 0;
        if (!reader.TryReadByte(offset, out var first) || first == 0)
            return false;
        length = byte.LeadingZeroCount(first) + 1;
        Span<byte> bytes = stackalloc byte[MaxSizeLength];
        bytes = bytes[..length];
        if (length > maxLength || !reader.TryRead(offset, bytes))
            return false;
        foreach (var part in bytes)
            value = (value << 8) | part;
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> bytes, int maxLength, out ulong value, out int length)
    {
        value = 0;
        length = bytes.Length == 0 ? int.MaxValue : byte.LeadingZeroCount(bytes[0]) + 1;
        if (length > maxLength || length > bytes.Length)
            return false;
        foreach (var part in bytes[..length])
            value = (value << 8) | part;
        return true;
    }
}
