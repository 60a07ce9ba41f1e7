using System.Buffers.Binary;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>An entry of a directory: a tag, a type, so many values, and the values themselves if there is room, or else where they stand.</summary>
/// <param name="Bytes">12, or 20 in a BigTIFF.</param>
/// <param name="IsBigEndian">How numbers are written.</param>
/// <param name="IsBig">Whether it is a BigTIFF's.</param>
internal readonly record struct TiffEntry(byte[] Bytes, bool IsBigEndian, bool IsBig)
{
    private const int Strips = 0x111;
    private const int Tiles = 0x144;
    private const int SubDirectories = 0x14A;
    private const int Preview = 0x201;
    private const int PanasonicsPreview = 0x2E;
    private const int Xmp = 0x2BC;
    private const int Iptc = 0x83BB;
    private const int Photoshop = 0x8649;
    private const int Exif = 0x8769;
    private const int Gps = 0x8825;

    public bool IsGps => Tag == Gps;

    public bool IsPlace => Tag is Gps or Xmp or Iptc or Photoshop;

    public bool IsDirectories => Tag is SubDirectories or Exif;

    /// <summary>Whether its values are where pictures begin, or a picture.</summary>
    public bool IsPicture => Tag is Strips or Tiles or Preview or PanasonicsPreview;

    public bool IsPictureItself => Tag == PanasonicsPreview;

    public long Count => ToNumber(Bytes.AsSpan(4, IsBig ? 8 : 4), IsBigEndian);

    /// <summary>Of one value in bytes; 0 if the type is unknown.</summary>
    public int ValueWidth => ToNumber(Bytes.AsSpan(2, 2), IsBigEndian) switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    /// <summary>Of all values in bytes.</summary>
    public long Length => Count < 0 || Count > long.MaxValue / 16 ? long.MaxValue / 2 : Count * ValueWidth;

    public byte[] Inline => Bytes[(IsBig ? 12 : 8)..];

    /// <summary>Where the values stand; null if they stand in the entry.</summary>
    public long? Offset => Length <= (IsBig ? 8 : 4) ? null : Math.Max(0, ToNumber(Inline, IsBigEndian));

    private int Tag => (int)ToNumber(Bytes.AsSpan(0, 2), IsBigEndian);

    /// <param name="bytes">2, 4 or 8.</param>
    /// <param name="isBigEndian">How they are written.</param>
    public static long ToNumber(ReadOnlySpan<byte> bytes, bool isBigEndian) => bytes.Length switch
    {
        2 => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };
}
