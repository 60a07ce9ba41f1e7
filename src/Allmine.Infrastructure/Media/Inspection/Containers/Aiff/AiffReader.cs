using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Aiff;

/// <summary>AIFF and AIFF-C: so many frames of sound as the description counts, and no more than there are bytes for.</summary>
internal static class AiffReader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;
    private const int DescriptionSize = 18;
    private const int CodecSize = 4;
    private const int SoundHeader = 8;

    public static MediaMeasures Measure(BoundedReader reader) => MediaMeasures.OfAudio(Duration(reader));

    private static double? Duration(BoundedReader reader)
    {
        Span<byte> header = stackalloc byte[ChunkHeader];
        var description = new byte[DescriptionSize + CodecSize];
        var isDescribed = false;
        long? sound = null;
        for (var offset = (long)FirstChunk; reader.TryRead(offset, header);)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
            var body = offset + ChunkHeader;
            if (header.StartsWith("COMM"u8) && size >= DescriptionSize)
                isDescribed = reader.TryRead(body, description.AsSpan(0, (int)Math.Min(size, (uint)description.Length)));
            else if (header.StartsWith("SSND"u8))
                sound = Math.Max(0, Math.Min(size, reader.Length - body) - SoundHeader);
            // Chunks begin at even offsets.
            offset = body + size + (size & 1);
        }

        return isDescribed && sound is { } bytes ? Duration(description, bytes) : null;
    }

    private static double? Duration(ReadOnlySpan<byte> description, long sound)
    {
        const int SamplesInAnIma4Packet = 64;
        const int BytesOfAnIma4Packet = 34;
        var channels = Math.Max((ushort)1, BinaryPrimitives.ReadUInt16BigEndian(description));
        var frames = (double)BinaryPrimitives.ReadUInt32BigEndian(description[2..]);
        var bits = BinaryPrimitives.ReadUInt16BigEndian(description[6..]);
        var codec = description[DescriptionSize..];
        var bytes = (bits + 7) / 8;
        if (codec.SequenceEqual("ima4"u8))
            return Seconds(Math.Min(frames, (double)sound / BytesOfAnIma4Packet / channels) * SamplesInAnIma4Packet, description);
        if (codec.SequenceEqual("ulaw"u8) || codec.SequenceEqual("ULAW"u8) || codec.SequenceEqual("alaw"u8) || codec.SequenceEqual("ALAW"u8))
            bytes = 1;
        else if (!codec.SequenceEqual("\0\0\0\0"u8) && !codec.SequenceEqual("NONE"u8) && !codec.SequenceEqual("sowt"u8) && !codec.SequenceEqual("twos"u8)
            && !codec.SequenceEqual("in24"u8) && !codec.SequenceEqual("in32"u8) && !codec[1..].SequenceEqual("l32"u8) && !codec[1..].SequenceEqual("l64"u8))
            bytes = 0;
        // Of other codecs nobody knows here how many bytes make a second.
        return bytes == 0 ? Seconds(frames, description) : Seconds(Math.Min(frames, (double)sound / bytes / channels), description);
    }

    private static double? Seconds(double frames, ReadOnlySpan<byte> description) => MediaDuration.Of(frames / SampleRate(description[8..]));

    /// <summary>A number of 80 bits: the exponent with its offset, and 64 bits whose first is the whole part.</summary>
    private static double SampleRate(ReadOnlySpan<byte> extended)
    {
        const int Offset = 16383 + 63;
        var exponent = BinaryPrimitives.ReadUInt16BigEndian(extended) & 0x7FFF;
        return BinaryPrimitives.ReadUInt64BigEndian(extended[2..]) * Math.Pow(2, exponent - Offset);
    }
}
