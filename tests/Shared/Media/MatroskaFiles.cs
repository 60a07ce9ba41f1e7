using System.Buffers.Binary;

namespace Allmine.Tests.Media;

/// <summary>WebM and Matroska files.</summary>
internal static class MatroskaFiles
{
    private const uint Segment = 0x18538067;
    private const uint Cluster = 0x1F43B675;

    /// <summary>A film or sound whose blocks follow one another every 40 ms, 25 in a cluster.</summary>
    public static byte[] Make(
        bool hasVideo = true, bool isSized = true, int blocks = 100, double? claimed = null, string type = "webm", bool inGroups = false,
        (int Width, int Height)? display = null)
    {
        var segment = new ByteBuilder().Raw(Information(claimed)).Raw(Element(0x1654AE6B, Tracks(hasVideo, display)));
        for (var first = 0; first < blocks; first += 25)
        {
            var body = new ByteBuilder().Raw(Element(0xE7, Number(first * 40)));
            for (var i = first; i < Math.Min(first + 25, blocks); i++)
                body.Raw(inGroups ? Group((i - first) * 40) : Element(0xA3, Block((i - first) * 40)));
            segment.Raw(isSized ? Element(Cluster, body.Build()) : Open(Cluster, body.Build()));
        }

        return [.. Head(type), .. isSized ? Element(Segment, segment.Build()) : Open(Segment, segment.Build())];
    }

    public static byte[] Head(string type) => Element(0x1A45DFA3, [
        .. Element(0x4286, [1]), .. Element(0x42F7, [1]), .. Element(0x42F2, [4]), .. Element(0x42F3, [8]),
        .. Element(0x4282, new ByteBuilder().Ascii(type).Build()), .. Element(0x4287, [4]), .. Element(0x4285, [2])]);

    public static byte[] Element(uint id, byte[] body) =>
        new ByteBuilder().Raw(Id(id)).Raw(0x10, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length).Raw(body).Build();

    /// <summary>An element that leaves its size open.</summary>
    public static byte[] Open(uint id, byte[] body) => [.. Id(id), 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. body];

    private static byte[] Information(double? claimed)
    {
        var information = new ByteBuilder().Raw(Element(0x2AD7B1, Number(1_000_000)));
        if (claimed is { } milliseconds)
            information.Raw(Element(0x4489, new ByteBuilder().Big64((ulong)BitConverter.DoubleToInt64Bits(milliseconds)).Build()));
        return Element(0x1549A966, information.Build());
    }

    private static byte[] Tracks(bool hasVideo, (int Width, int Height)? display) => hasVideo
        ? Element(0xAE, [.. Element(0xD7, [1]), .. Element(0x83, [1]), .. Element(0xE0, [.. Element(0xB0, Number(854)), .. Element(0xBA, Number(480)), .. Element(0x54AA, [2]), .. Display(display)])])
        : Element(0xAE, [.. Element(0xD7, [1]), .. Element(0x83, [2])]);

    private static byte[] Display((int Width, int Height)? display) =>
        display is { } shape ? [.. Element(0x54B0, Number(shape.Width)), .. Element(0x54BA, Number(shape.Height))] : [];

    private static byte[] Block(int time) => [0x81, (byte)(time >> 8), (byte)time, 0x80, 1, 2, 3];

    private static byte[] Group(int time) => Element(0xA0, [.. Element(0xA1, Block(time)), .. Element(0x9B, Number(60))]);

    private static byte[] Number(int value) => new ByteBuilder().Big32((uint)value).Build();

    private static byte[] Id(uint id)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return [.. bytes.SkipWhile(value => value == 0)];
    }
}
