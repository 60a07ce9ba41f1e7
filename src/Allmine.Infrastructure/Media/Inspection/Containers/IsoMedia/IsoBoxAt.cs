using System.Buffers.Binary;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>A box and where it stands.</summary>
/// <param name="Type">Four characters; empty for bytes behind the last box, which are none.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Body">Where its content begins.</param>
/// <param name="End">Where it ends, at most where the box around it does.</param>
internal readonly record struct IsoBoxAt(string Type, long Offset, long Body, long End)
{
    public long BodyLength => End - Body;

    /// <summary>Box after box, and what is left behind them.</summary>
    /// <param name="reader">Of the whole file.</param>
    /// <param name="offset">Where the first begins.</param>
    /// <param name="end">Where the last ends.</param>
    public static IEnumerable<IsoBoxAt> All(BoundedReader reader, long offset, long end)
    {
        while (TryRead(reader, offset, end, out var box))
        {
            yield return box;
            offset = box.End;
        }

        if (offset < end)
            yield return new IsoBoxAt(string.Empty, offset, offset, end);
    }

    private static bool TryRead(BoundedReader reader, long offset, long end, out IsoBoxAt box)
    {
        const int ShortHeader = 8;
        const int LongHeader = 16;
        Span<byte> header = stackalloc byte[ShortHeader];
        box = default;
        if (end - offset < ShortHeader || !reader.TryRead(offset, header))
            return false;
        var headerSize = ShortHeader;
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size == 1)
        {
            headerSize = LongHeader;
            if (end - offset < LongHeader || !reader.TryReadUInt64(offset + ShortHeader, out size))
                return false;
        }

        var rest = (ulong)(end - offset);
        // 0 means up to the end; what claims more than there is was cut off.
        size = size == 0 || size > rest ? rest : size;
        if (size < (ulong)headerSize)
            return false;
        box = new IsoBoxAt(Encoding.Latin1.GetString(header[4..]), offset, offset + headerSize, offset + (long)size);
        return true;
    }
}
