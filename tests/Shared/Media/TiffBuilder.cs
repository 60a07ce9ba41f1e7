namespace Allmine.Tests.Media;

/// <summary>Puts a TIFF together from its end: each part is told where it stands.</summary>
internal sealed class TiffBuilder(bool isBigEndian, bool isBig)
{
    private readonly List<byte> bytes = [.. new byte[isBig ? 16 : 8]];

    /// <summary>That the directory at hand is followed by.</summary>
    public long Next { get; set; }

    public long Data(byte[] data)
    {
        var offset = bytes.Count;
        bytes.AddRange(data);
        if (bytes.Count % 2 != 0)
            bytes.Add(0);
        return offset;
    }

    /// <summary>Values of one short or one long stand in the entry, all others where they are told to.</summary>
    public long Directory(params (int Tag, int Type, int Count, long Value)[] entries)
    {
        var offset = bytes.Count;
        Number(entries.Length, isBig ? 8 : 2);
        foreach (var (tag, type, count, value) in entries)
        {
            Number(tag, 2);
            Number(type, 2);
            Number(count, isBig ? 8 : 4);
            var width = type == 3 ? 2 : type == 4 ? 4 : isBig ? 8 : 4;
            Number(value, width);
            bytes.AddRange(new byte[(isBig ? 8 : 4) - width]);
        }

        Number(Next, isBig ? 8 : 4);
        Next = 0;
        return offset;
    }

    public byte[] Build(long first)
    {
        var body = bytes.ToArray();
        bytes.Clear();
        bytes.AddRange(isBigEndian ? "MM"u8 : "II"u8);
        Number(isBig ? 43 : 42, 2);
        if (isBig)
            Number(8, 4 - 2);
        if (isBig)
            Number(0, 2);
        Number(first, isBig ? 8 : 4);
        return [.. bytes, .. body[bytes.Count..]];
    }

    private void Number(long value, int width)
    {
        var number = new byte[width];
        for (var i = 0; i < width; i++)
            number[isBigEndian ? width - 1 - i : i] = (byte)(value >> (8 * i));
        bytes.AddRange(number);
    }
}
