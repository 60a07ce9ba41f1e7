using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Ogg;

/// <summary>How long the Opus packets of a page are; each says so in its first byte or two.</summary>
internal static class OpusPackets
{
    /// <summary>At 48 kHz, of the packets that end on the page.</summary>
    public static long Samples(BoundedReader reader, ReadOnlySpan<byte> segments, long body)
    {
        var samples = 0L;
        var packet = body;
        var size = 0;
        foreach (var segment in segments)
        {
            size += segment;
            // A segment of 255 bytes goes on in the next.
            if (segment == byte.MaxValue)
                continue;
            if (size > 0)
                samples += Samples(reader, packet, size);
            packet += size;
            size = 0;
        }

        return samples;
    }

    private static int Samples(BoundedReader reader, long packet, int size)
    {
        if (!reader.TryReadByte(packet, out var head))
            return 0;
        var configuration = head >> 3;
        var frame = configuration switch
        {
            < 12 => (configuration & 3) switch { 0 => 480, 1 => 960, 2 => 1920, _ => 2880 },
            < 16 => (configuration & 1) == 0 ? 480 : 960,
            _ => 120 << (configuration & 3),
        };
        return (head & 3) switch
        {
            0 => frame,
            1 or 2 => 2 * frame,
            _ => size > 1 && reader.TryReadByte(packet + 1, out var count) ? (count & 63) * frame : 0,
        };
    }
}
