using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Au;

/// <summary>AU: the bytes of sound that are there, divided by what the encoding takes for a second.</summary>
internal static class AuReader
{
    private const int HeaderSize = 24;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (!reader.TryRead(0, header))
            return MediaMeasures.OfAudio(null);
        var there = Math.Max(0, reader.Length - BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        // All ones leave the size open, which is more than there is.
        var sound = Math.Min(there, BinaryPrimitives.ReadUInt32BigEndian(header[8..]));
        var bits = BitsOfASample(BinaryPrimitives.ReadUInt32BigEndian(header[12..]));
        var bitsPerSecond = (double)bits * BinaryPrimitives.ReadUInt32BigEndian(header[16..]) * BinaryPrimitives.ReadUInt32BigEndian(header[20..]);
        return MediaMeasures.OfAudio(bitsPerSecond > 0 ? MediaDuration.Of(sound * 8 / bitsPerSecond) : null);
    }

    private static int BitsOfASample(uint encoding) => encoding switch
    {
        1 or 2 or 27 => 8,
        3 => 16,
        4 => 24,
        5 or 6 => 32,
        7 => 64,
        // G.721, G.722, and G.723 in 3 and 5 bits.
        23 or 24 => 4,
        25 => 3,
        26 => 5,
        _ => 0,
    };
}
