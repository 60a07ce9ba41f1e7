using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Jpeg;

/// <summary>What the head of a JPEG's picture says: its colours, their sizes, and whether it comes in ever finer scans.</summary>
internal sealed class JpegFrame
{
    private const int BlockSide = 8;
    private const int HeadSize = 6;
    private const int ComponentSize = 3;

    /// <summary>Of a coefficient; a block has 64.</summary>
    private const int CoefficientSize = 2;

    private readonly bool isProgressive;

    private JpegFrame(bool isProgressive, int components, long coefficients)
    {
        this.isProgressive = isProgressive;
        Components = components;
        CoefficientBytes = coefficients * CoefficientSize;
    }

    public int Components { get; }

    /// <summary>All coefficients of the picture: what a decoder holds until the last scan.</summary>
    public long CoefficientBytes { get; }

    /// <summary>Marks of a start of frame are C0 to CF, but for those of tables and extensions.</summary>
    public static bool IsMark(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Whether the whole picture has to be held, given how many colours its first scan has.</summary>
    public bool IsHeldWhole(int componentsOfScan) => isProgressive || componentsOfScan < Components;

    /// <param name="reader">Of the file.</param>
    /// <param name="marker">That begins the frame.</param>
    /// <param name="body">Where the segment begins, behind its length.</param>
    /// <returns>Null for a head that no decoder takes.</returns>
    public static JpegFrame? Read(BoundedReader reader, byte marker, long body)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        if (!reader.TryRead(body, head))
            return null;
        var (height, width) = ((head[1] << 8) | head[2], (head[3] << 8) | head[4]);
        Span<byte> components = stackalloc byte[byte.MaxValue * ComponentSize];
        components = components[..(head[5] * ComponentSize)];
        if (!reader.TryRead(body + HeadSize, components))
            return null;
        var (across, down) = (1, 1);
        for (var at = 1; at < components.Length; at += ComponentSize)
            (across, down) = (Math.Max(across, components[at] >> 4), Math.Max(down, components[at] & 0xF));
        var coefficients = 0L;
        for (var at = 1; at < components.Length; at += ComponentSize)
            coefficients += Padded(width, components[at] >> 4, across) * Padded(height, components[at] & 0xF, down);
        return new JpegFrame((marker & 3) == 2, head[5], coefficients);
    }

    /// <summary>A side of a colour's coefficients: whole units of all colours, of <paramref name="factor"/> blocks each.</summary>
    private static long Padded(int side, int factor, int greatest)
    {
        var unit = BlockSide * greatest;
        return (long)((side + unit - 1) / unit) * factor * BlockSide;
    }
}
