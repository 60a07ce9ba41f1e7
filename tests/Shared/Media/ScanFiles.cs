namespace Allmine.Tests.Media;

/// <summary>
/// Progressive JPEGs of one grey, written scan by scan: a scan that changes nothing takes a few bytes, and a decoder goes over every block
/// for it all the same.
/// </summary>
internal static class ScanFiles
{
    private const int BlockSide = 8;
    private const int MaxRun = 32767;

    /// <summary>How often the bits of a coefficient may be refined after its first scan.</summary>
    private const int Refinements = 13;

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="scans">At least 1.</param>
    /// <param name="components">1 or 3, all of full size.</param>
    /// <param name="orientation">Of EXIF, from 1 to 8.</param>
    public static byte[] Progressive(int width, int height, int scans, int components = 3, int orientation = 1)
    {
        var blocks = (long)((width + BlockSide - 1) / BlockSide) * ((height + BlockSide - 1) / BlockSide);
        var file = new ByteBuilder().Raw(0xFF, 0xD8);
        if (orientation != 1)
            file.Raw(Segment(0xE1, [.. "Exif\0\0"u8, .. ImageFiles.Exif(orientation)]));
        file.Raw(Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]))
            .Raw(Segment(0xC2, new ByteBuilder().Raw(8).Big16(height).Big16(width).Raw((byte)components)
                .Raw([.. Enumerable.Range(1, components).SelectMany(id => (byte[])[(byte)id, 0x11, 0])]).Build()))
            // One code of one bit: no difference. And one of one bit: a long run of blocks without anything; the others are shorter runs.
            .Raw(Segment(0xC4, [0x00, 1, .. new byte[15], 0]))
            .Raw(Segment(0xC4, [0x10, 1, 0, 0, 0, 14, .. new byte[11], 0xE0, .. Enumerable.Range(0, 14).Select(run => (byte)(run << 4))]))
            .Raw(Scan([.. Enumerable.Range(1, components)], first: 0, last: 0, high: 0, low: 0, Zeros(blocks * components)));
        var nothing = Runs(blocks);
        foreach (var (component, coefficient, low) in Steps(components).Take(scans - 1))
            file.Raw(Scan([component], coefficient, coefficient, low == Refinements ? 0 : low + 1, low, nothing));
        return file.Raw(0xFF, 0xD9).Build();
    }

    /// <summary>Every scan that may follow, in an order that decoders take without a warning.</summary>
    private static IEnumerable<(int Component, int Coefficient, int Low)> Steps(int components) =>
        from component in Enumerable.Range(1, components)
        from coefficient in Enumerable.Range(1, 63)
        from step in Enumerable.Range(0, Refinements + 1)
        select (component, coefficient, Refinements - step);

    private static byte[] Scan(int[] components, int first, int last, int high, int low, byte[] coded) =>
    [
        .. Segment(0xDA, [(byte)components.Length, .. components.SelectMany(id => (byte[])[(byte)id, 0]), (byte)first, (byte)last, (byte)((high << 4) | low)]),
        .. coded,
    ];

    /// <summary>So many codes of a bit that is 0; ones fill the last byte.</summary>
    private static byte[] Zeros(long bits)
    {
        var bytes = new byte[(bits + 7) / 8];
        if (bits % 8 != 0)
            bytes[^1] = (byte)(0xFF >> (int)(bits % 8));
        return bytes;
    }

    /// <summary>Blocks in which nothing is coded, in runs as long as they may be.</summary>
    private static byte[] Runs(long blocks)
    {
        var bits = new List<bool>();
        for (; blocks > 0; blocks -= Math.Min(blocks, MaxRun))
            WriteRun(bits, (int)Math.Min(blocks, MaxRun));
        while (bits.Count % 8 != 0)
            bits.Add(true);
        var coded = new List<byte>();
        foreach (var eight in bits.Chunk(8))
        {
            var value = (byte)eight.Aggregate(0, (sum, bit) => (sum << 1) | (bit ? 1 : 0));
            coded.Add(value);
            if (value == 0xFF)
                coded.Add(0);
        }

        return [.. coded];
    }

    private static void WriteRun(List<bool> bits, int blocks)
    {
        var size = 0;
        while (blocks >> (size + 1) > 0)
            size++;
        if (size == 14)
            Write(bits, 0, 1);
        else
            Write(bits, 0b10000 + size, 5);
        Write(bits, blocks - (1 << size), size);
    }

    private static void Write(List<bool> bits, int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
            bits.Add(((value >> bit) & 1) != 0);
    }

    private static byte[] Segment(int marker, byte[] body) => new ByteBuilder().Raw(0xFF, (byte)marker).Big16(body.Length + 2).Raw(body).Build();
}
