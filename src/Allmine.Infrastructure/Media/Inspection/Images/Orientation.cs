using System.Buffers.Binary;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>How a picture is turned and mirrored to be shown: 1 to 8, as EXIF has it (CIPA DC-008, tag 0x0112); 1 is as it is.</summary>
internal readonly record struct Orientation(int Value)
{
    /// <summary>Of EXIF, so much is looked at: what a segment of JPEG can hold.</summary>
    public const int MaxExif = 64 * 1024;

    public static readonly Orientation AsIs = new(1);

    private const ushort Tag = 0x0112;
    private const int EntrySize = 12;
    private const ushort LongType = 4;

    /// <summary>Whether the picture's width is its height when it is shown.</summary>
    public bool SwapsSides => Value >= 5;

    /// <summary>The same, and then turned to the left by so many right angles, as <c>irot</c> of HEIF has it.</summary>
    public Orientation TurnedLeft(int rightAngles) => rightAngles == 0 ? this : new Orientation(Value switch { 1 => 8, 2 => 5, 3 => 6, 4 => 7, 5 => 4, 6 => 1, 7 => 2, _ => 3 }).TurnedLeft(rightAngles - 1);

    /// <summary>The same, and then mirrored, as <c>imir</c> of HEIF has it: left and right, or above and below.</summary>
    public Orientation Mirrored(bool isLeftRight) => isLeftRight
        ? new Orientation(Value switch { 1 => 2, 2 => 1, 3 => 4, 4 => 3, 5 => 6, 6 => 5, 7 => 8, _ => 7 })
        : Mirrored(isLeftRight: true).TurnedLeft(2);

    /// <summary>EXIF that says this and nothing else: a directory with one entry, of an even number of bytes.</summary>
    public byte[] ToExif() =>
    [
        .. "II*\0"u8, 8, 0, 0, 0,
        1, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)Value, 0, 0, 0,
        0, 0, 0, 0,
    ];

    /// <param name="exif">The first <see cref="MaxExif"/> bytes of it; in some files of WebP and PNG they begin as those in a JPEG do.</param>
    /// <returns><see cref="AsIs"/> where it says nothing, or nothing that makes sense.</returns>
    public static Orientation In(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        var isLittle = exif.StartsWith("II*\0"u8);
        if ((!isLittle && !exif.StartsWith("MM\0*"u8)) || !TryRead32(exif, 4, isLittle, out var directory) || !TryRead16(exif, directory, isLittle, out var entries))
            return AsIs;
        for (var entry = (long)directory + 2; entries > 0 && TryRead16(exif, entry, isLittle, out var tag); entries--, entry += EntrySize)
        {
            // A number of two bytes; some writers take four, whose last two stand last if the first byte is the greatest.
            if (tag == Tag && TryRead16(exif, entry + 2, isLittle, out var type))
                return TryRead16(exif, entry + (type == LongType && !isLittle ? 10 : 8), isLittle, out var value) && value is >= 1 and <= 8 ? new Orientation(value) : AsIs;
        }

        return AsIs;
    }

    /// <summary>Brings a picture from where it is stored to where it is shown.</summary>
    /// <param name="width">As shown.</param>
    /// <param name="height">As shown.</param>
    public SKMatrix ToMatrix(float width, float height) => Value switch
    {
        2 => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        3 => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        4 => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        5 => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        6 => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        7 => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        8 => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static bool TryRead16(ReadOnlySpan<byte> bytes, long at, bool isLittle, out ushort value)
    {
        value = 0;
        if (at > bytes.Length - sizeof(ushort))
            return false;
        var two = bytes[(int)at..];
        value = isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(two) : BinaryPrimitives.ReadUInt16BigEndian(two);
        return true;
    }

    private static bool TryRead32(ReadOnlySpan<byte> bytes, long at, bool isLittle, out uint value)
    {
        value = 0;
        if (at > bytes.Length - sizeof(uint))
            return false;
        var four = bytes[(int)at..];
        value = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(four) : BinaryPrimitives.ReadUInt32BigEndian(four);
        return true;
    }
}
