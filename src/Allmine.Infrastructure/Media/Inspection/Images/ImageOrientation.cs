using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>Writes EXIF that says how an image is to be turned, and nothing else, into a cleaned copy.</summary>
internal static class ImageOrientation
{
    /// <param name="path">Of the copy: as much of it is held in memory as an image may have bytes.</param>
    /// <param name="container">Its format: only JPEG and WebP are turned.</param>
    /// <param name="origin">Where the picture's first row and column are.</param>
    public static void Write(string path, MediaContainer container, SKEncodedOrigin origin)
    {
        if (container == MediaContainer.WebP)
            Append(path, origin);
        else if (container == MediaContainer.Jpeg)
            Insert(path, origin);
    }

    private static void Insert(string path, SKEncodedOrigin origin)
    {
        var image = File.ReadAllBytes(path);
        var at = BehindFileHead(image);
        using var file = File.Open(path, FileMode.Truncate, FileAccess.Write);
        file.Write(image.AsSpan(0, at));
        file.Write(Segment(origin));
        file.Write(image.AsSpan(at));
    }

    /// <summary>Behind the head of JFIF, which has to be the first.</summary>
    private static int BehindFileHead(ReadOnlySpan<byte> jpeg) =>
        jpeg[2..].StartsWith((ReadOnlySpan<byte>)[0xFF, 0xE0]) ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[4..]) : 2;

    private static byte[] Segment(SKEncodedOrigin origin)
    {
        byte[] body = [.. "Exif\0\0"u8, .. Exif(origin)];
        return [0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body];
    }

    /// <summary>At the end, and as the features promise it: an image that has EXIF has features.</summary>
    private static void Append(string path, SKEncodedOrigin origin)
    {
        const int FeaturesAt = 20;
        const byte HasExif = 0x08;
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        var exif = Exif(origin);
        Span<byte> number = stackalloc byte[4];
        file.Position = file.Length;
        file.Write("EXIF"u8);
        BinaryPrimitives.WriteInt32LittleEndian(number, exif.Length);
        file.Write(number);
        file.Write(exif);
        file.Position = FeaturesAt;
        var features = file.ReadByte();
        file.Position = FeaturesAt;
        file.WriteByte((byte)(features | HasExif));
        BinaryPrimitives.WriteUInt32LittleEndian(number, (uint)(file.Length - 8));
        file.Position = 4;
        file.Write(number);
    }

    /// <summary>A directory with one entry, of an even number of bytes.</summary>
    private static byte[] Exif(SKEncodedOrigin origin) =>
    [
        .. "II*\0"u8, 8, 0, 0, 0,
        1, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)origin, 0, 0, 0,
        0, 0, 0, 0,
    ];
}
