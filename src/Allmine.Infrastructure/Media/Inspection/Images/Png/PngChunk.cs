using System.Buffers.Binary;
using System.IO.Hashing;

namespace Allmine.Infrastructure.Media.Inspection.Images.Png;

/// <summary>The chunks of PNG that make the picture and its animation; all others say something about it.</summary>
internal static class PngChunk
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND
    public const uint AnimationControl = 0x6163544C; // acTL
    public const uint FrameControl = 0x6663544C; // fcTL
    public const uint FrameData = 0x66644154; // fdAT
    public const uint Profile = 0x69434350; // iCCP
    public const uint Exif = 0x65584966; // eXIf

    /// <summary>Length and type stand before the body, a checksum behind it.</summary>
    public const int HeadSize = 8;
    public const int TailSize = 4;
    public const int SignatureSize = 8;
    public const int HeaderBodySize = 13;

    private const uint Gamma = 0x67414D41; // gAMA
    private const uint Chromaticities = 0x6348524D; // cHRM
    private const uint StandardColours = 0x73524742; // sRGB
    private const uint CodingPoints = 0x63494350; // cICP
    private const uint SignificantBits = 0x73424954; // sBIT
    private const uint Density = 0x70485973; // pHYs

    public static bool IsPicture(uint type) => type is Header or Palette or Transparency or Data or End or AnimationControl or FrameControl
        or FrameData or Gamma or Chromaticities or StandardColours or Profile or CodingPoints or SignificantBits or Density;

    /// <summary>A chunk with its length and its checksum.</summary>
    public static byte[] Of(uint type, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[HeadSize + body.Length + TailSize];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), type);
        body.CopyTo(chunk.AsSpan(HeadSize));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(HeadSize + body.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }
}
