using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using SkiaSharp;

namespace Allmine.Tests.Media;

/// <summary>Pictures: red on the left and blue on the right of the upper half, green below, so that every turn shows.</summary>
internal static class ImageFiles
{
    public const string Secret = "GPS-38.4192N-27.1287E";

    /// <summary>24 × 16, drawn like all the others, but in several scans: our encoder makes none.</summary>
    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/"
        + "2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozv/wgARCAAQABgDASIAAhEBAxEB/8QA"
        + "FwABAQEBAAAAAAAAAAAAAAAAAAYEBf/EABUBAQEAAAAAAAAAAAAAAAAAAAUD/9oADAMBAAIQAxAAAAHlZqcdOOWJkn//xAAWEAADAAAAAAAAAAAAAAAAAAAA"
        + "AyD/2gAIAQEAAQUCHT//xAAeEQAABAcAAAAAAAAAAAAAAAAAAxETAQQGFGFi4f/aAAgBAwEBPwGYqB4qJbaLngvtR//EAB4RAAAEBwAAAAAAAAAAAAAAAAAD"
        + "BBEBEhMWY6Hh/9oACAECAQE/AUq6gbAyV2FxYt8H/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAEg/9oACAEBAAY/AhT/AP/EABYQAAMAAAAAAAAAAAAAAAAAAAAg"
        + "wf/aAAgBAQABPyEqv//aAAwDAQACAAMAAAAQBz//xAAbEQABBAMAAAAAAAAAAAAAAAABABEhUTHh8P/aAAgBAwEBPxCuJM8EGlLh9L//xAAZEQACAwEAAAAA"
        + "AAAAAAAAAAABERAxUSH/2gAIAQIBAT8Q08casEWjsX//xAAXEAADAQAAAAAAAAAAAAAAAAAAIIHw/9oACAEBAAE/EDCL/9k=";

    /// <summary>Likewise in the colours of print.</summary>
    private const string Cmyk =
        "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAKBwcIBwYKCAgICwoKCw4YEA4NDQ4dFRYRGCMfJSQiHyIhJis3LyYpNCkhIjBBMTQ5Oz4+PiUuRElDPEg3PT47/9sA"
        + "QwEKCwsODQ4cEBAcOygiKDs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7/8AAFAgAEAAYBAEiAAIRAQMRAQQiAP/E"
        + "ABcAAQEBAQAAAAAAAAAAAAAAAAAHBQb/xAAYEAEAAwEAAAAAAAAAAAAAAAAABUOCwf/EABUBAQEAAAAAAAAAAAAAAAAAAAYD/8QAKREAAAMGAgsAAAAAAAAA"
        + "AAAAARESAAIEBRQxIVEHExUXUmNkoaLh4v/aAA4EAQACEQMRBAAAPwDqWnD3Z6mIRTSR18I/DaxKixI7CA2MMmvLtH1FFOxFSpJ4IK4CHEObWYBYBHwL3c9V"
        + "4fbLNh8zt7YA/9k=";

    public static byte[] ProgressiveJpeg() => Convert.FromBase64String(Progressive);

    public static byte[] CmykJpeg() => Convert.FromBase64String(Cmyk);

    public static byte[] Jpeg(int width = 64, int height = 48) => Encode(width, height, SKEncodedImageFormat.Jpeg);

    public static byte[] Png(int width = 64, int height = 48) => Encode(width, height, SKEncodedImageFormat.Png);

    public static byte[] WebP(int width = 64, int height = 48) => Encode(width, height, SKEncodedImageFormat.Webp);

    public static SKBitmap Draw(int width, int height, bool isTransparent = false)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(isTransparent ? SKColors.Transparent : SKColors.Lime);
        using var red = new SKPaint { Color = SKColors.Red };
        using var blue = new SKPaint { Color = SKColors.Blue };
        canvas.DrawRect(0, 0, width / 2, height / 2, red);
        canvas.DrawRect(width / 2, 0, width - (width / 2), height / 2, blue);
        return bitmap;
    }

    public static byte[] Encode(int width, int height, SKEncodedImageFormat format, bool isTransparent = false)
    {
        using var bitmap = Draw(width, height, isTransparent);
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>A JPEG with EXIF that turns it and tells a place, a comment, a profile of another maker, and a script behind its end.</summary>
    public static byte[] JpegWithMetadata(int orientation, int width = 64, int height = 48) => WithMetadata(Jpeg(width, height), orientation);

    public static byte[] WithMetadata(byte[] jpeg, int orientation)
    {
        return [
            .. jpeg.AsSpan(0, 2),
            .. Segment(0xE1, [.. "Exif\0\0"u8, .. Exif(orientation)]),
            .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.ASCII.GetBytes(Secret)]),
            .. Segment(0xFE, Encoding.ASCII.GetBytes(Secret)),
            .. Segment(0xED, Encoding.ASCII.GetBytes(Secret)),
            .. jpeg.AsSpan(2),
            .. Encoding.ASCII.GetBytes($"<script>alert('{Secret}')</script>")];
    }

    public static byte[] PngWithMetadata()
    {
        var png = Png();
        // Behind the signature and the header of 25 bytes.
        return [
            .. png.AsSpan(0, 33),
            .. Chunk("tEXt", Encoding.ASCII.GetBytes($"Comment\0{Secret}")),
            .. Chunk("eXIf", Exif(1)),
            .. Chunk("tIME", new byte[7]),
            .. png.AsSpan(33),
            .. Encoding.ASCII.GetBytes($"<script>{Secret}</script>")];
    }

    public static byte[] WebPWithMetadata(int orientation = 1)
    {
        var picture = Chunks(WebP());
        return Riff([.. WebPChunk("VP8X", [0x0C, 0, 0, 0, 63, 0, 0, 47, 0, 0]), .. picture, .. WebPChunk("EXIF", Exif(orientation)), .. WebPChunk("XMP ", Encoding.ASCII.GetBytes(Secret))], Secret);
    }

    /// <summary>Some frames of single colours on a canvas of 16 × 8.</summary>
    public static byte[] AnimatedGif(int frames = 3, int disposal = 1)
    {
        var builder = new ByteBuilder().Ascii("GIF89a").Little16(16).Little16(8).Raw(0x81, 0, 0)
            .Raw(255, 0, 0, 0, 0, 255, 0, 255, 0, 255, 255, 255)
            .Raw(0x21, 0xFF, 11).Ascii("NETSCAPE2.0").Raw(3, 1, 0, 0, 0)
            .Raw(0x21, 0xFE, (byte)Secret.Length).Ascii(Secret).Raw(0)
            .Raw(0x21, 0xFF, 11).Ascii("XMP DataXMP").Raw((byte)Secret.Length).Ascii(Secret).Raw(0);
        for (var frame = 0; frame < frames; frame++)
        {
            builder.Raw(0x21, 0xF9, 4, (byte)(disposal << 2), 10, 0, 0, 0)
                .Raw(0x2C).Little16(0).Little16(0).Little16(16).Little16(8).Raw(0, 2);
            Compress(builder, 16 * 8, frame % 4);
        }

        return builder.Raw(0x3B).Ascii($"<script>{Secret}</script>").Build();
    }

    public static byte[] AnimatedWebP(int frames = 3)
    {
        var body = new ByteBuilder().Raw(WebPChunk("VP8X", [0x0E, 0, 0, 0, 63, 0, 0, 47, 0, 0])).Raw(WebPChunk("ANIM", new byte[6]));
        for (var frame = 0; frame < frames; frame++)
            body.Raw(WebPChunk("ANMF", [0, 0, 0, 0, 0, 0, 63, 0, 0, 47, 0, 0, 100, 0, 0, 0, .. Chunks(WebP()), .. WebPChunk("JUNK", Encoding.ASCII.GetBytes(Secret))]));
        body.Raw(WebPChunk("EXIF", Exif(1))).Raw(WebPChunk("XMP ", Encoding.ASCII.GetBytes(Secret)));
        return Riff(body.Build(), Secret);
    }

    public static byte[] AnimatedPng(int frames = 3)
    {
        var png = Png();
        var data = PngChunks(png).Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Body).ToArray();
        var builder = new ByteBuilder().Raw(png[..33]).Raw(Chunk("acTL", new ByteBuilder().Big32((uint)frames).Big32(0).Build()));
        for (uint frame = 0, sequence = 0; frame < frames; frame++)
        {
            builder.Raw(Chunk("fcTL", new ByteBuilder().Big32(sequence++).Big32(64).Big32(48).Big32(0).Big32(0).Big16(1).Big16(10).Raw(0, 0).Build()));
            builder.Raw(frame == 0 ? Chunk("IDAT", data) : Chunk("fdAT", new ByteBuilder().Big32(sequence++).Raw(data).Build()));
        }

        return builder.Raw(Chunk("iTXt", Encoding.ASCII.GetBytes(Secret))).Raw(Chunk("IEND", [])).Ascii(Secret).Build();
    }

    /// <summary>The head of a PNG of any size, with too little behind it.</summary>
    public static byte[] PngBomb(uint width, uint height) => [
        .. Png().AsSpan(0, 8),
        .. Chunk("IHDR", new ByteBuilder().Big32(width).Big32(height).Raw(8, 6, 0, 0, 0).Build()),
        .. Chunk("IDAT", [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]),
        .. Chunk("IEND", [])];

    public static byte[] Chunk(string type, byte[] body)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. body];
        return new ByteBuilder().Big32((uint)body.Length).Raw(checkedPart).Big32(Crc32.HashToUInt32(checkedPart)).Build();
    }

    public static IEnumerable<(string Type, byte[] Body)> PngChunks(byte[] png)
    {
        for (var offset = 8; offset < png.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(offset));
            yield return (Encoding.ASCII.GetString(png, offset + 4, 4), png[(offset + 8)..(offset + 8 + length)]);
            offset += 12 + length;
        }
    }

    /// <summary>The directory of EXIF with the orientation, and one with a place.</summary>
    public static byte[] Exif(int orientation) => new ByteBuilder()
        .Ascii("II*\0").Little32(8)
        .Little16(2)
        .Little16(0x0112).Little16(3).Little32(1).Little16(orientation).Little16(0)
        .Little16(0x8825).Little16(4).Little32(1).Little32(38)
        .Little32(0)
        .Little16(1)
        .Little16(0x001D).Little16(2).Little32((uint)Secret.Length).Little32(56)
        .Little32(0)
        .Ascii(Secret).Raw(0).Build();

    private static byte[] Segment(int marker, byte[] body) => new ByteBuilder().Raw(0xFF, (byte)marker).Big16(body.Length + 2).Raw(body).Build();

    private static byte[] Chunks(byte[] webP) => webP[12..];

    private static byte[] WebPChunk(string type, byte[] body) =>
        new ByteBuilder().Ascii(type).Little32((uint)body.Length).Raw(body).Zeros(body.Length & 1).Build();

    private static byte[] Riff(byte[] chunks, string trailing) =>
        new ByteBuilder().Ascii("RIFF").Little32((uint)chunks.Length + 4).Ascii("WEBP").Raw(chunks).Ascii($"<script>{trailing}</script>").Build();

    /// <summary>Codes of 3 bits, cleared before they would grow: a clear code, then two pixels, and again.</summary>
    private static void Compress(ByteBuilder builder, int pixels, int colour)
    {
        var codes = new List<int>();
        for (var i = 0; i < pixels; i++)
        {
            if (i % 2 == 0)
                codes.Add(4);
            codes.Add(colour);
        }

        codes.Add(5);
        var bytes = new byte[((codes.Count * 3) + 7) / 8];
        for (var bit = 0; bit < codes.Count * 3; bit++)
            bytes[bit / 8] |= (byte)(((codes[bit / 3] >> (bit % 3)) & 1) << (bit % 8));
        foreach (var block in bytes.Chunk(255))
            builder.Raw((byte)block.Length).Raw(block);
        builder.Raw(0);
    }
}
