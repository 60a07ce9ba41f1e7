using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Caf;

/// <summary>
/// CAF: where every packet has the same size, the bytes of sound that are there; else what the table of packets claims, as far as the table
/// itself has room for so many packets.
/// </summary>
internal static class CafReader
{
    private const int FirstChunk = 8;
    private const int ChunkHeader = 12;
    private const int DescriptionSize = 32;
    private const int TableHeader = 24;
    private const int EditCountSize = 4;

    public static MediaMeasures Measure(BoundedReader reader) => MediaMeasures.OfAudio(Duration(reader));

    private static double? Duration(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[ChunkHeader];
        Span<byte> description = stackalloc byte[DescriptionSize];
        var (rate, bytesInAPacket, framesInAPacket) = (0.0, 0U, 0U);
        long? sound = null;
        double? frames = null;
        for (var offset = (long)FirstChunk; reader.TryRead(offset, header);)
        {
            var body = offset + ChunkHeader;
            var rest = reader.Length - body;
            var size = BinaryPrimitives.ReadInt64BigEndian(header[4..]);
            // Sound that is being recorded leaves its size open.
            size = size < 0 || size > rest ? rest : size;
            if (header.StartsWith("desc"u8) && size >= DescriptionSize && reader.TryRead(body, description))
            {
                rate = BinaryPrimitives.ReadDoubleBigEndian(description);
                bytesInAPacket = BinaryPrimitives.ReadUInt32BigEndian(description[16..]);
                framesInAPacket = BinaryPrimitives.ReadUInt32BigEndian(description[20..]);
            }
            else if (header.StartsWith("data"u8))
            {
                sound = Math.Max(0, size - EditCountSize);
            }
            else if (header.StartsWith("pakt"u8))
            {
                frames = Frames(reader, body, size, bytesInAPacket, framesInAPacket);
            }

            offset = body + size;
        }

        if (!(rate > 0) || sound is null)
            return null;
        if (bytesInAPacket > 0 && framesInAPacket > 0)
        {
            var there = (double)sound.Value / bytesInAPacket * framesInAPacket;
            return MediaDuration.Of(Math.Min(frames ?? there, there) / rate);
        }

        return frames is { } told ? MediaDuration.Of(told / rate) : null;
    }

    /// <summary>Those that are heard: not what the codec needs before them and adds behind them.</summary>
    private static double? Frames(BoundedReader reader, long body, long size, uint bytesInAPacket, uint framesInAPacket)
    {
        if (!reader.TryReadUInt64(body, out var packets) || !reader.TryReadUInt64(body + 8, out var valid))
            return null;
        // Where packets differ, each takes a byte of the table at least.
        var hasRoom = (bytesInAPacket > 0 && framesInAPacket > 0) || packets <= (ulong)Math.Max(0, size - TableHeader);
        return hasRoom && (framesInAPacket == 0 || valid <= (UInt128)packets * framesInAPacket) ? valid : null;
    }
}
