using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Ogg;

/// <summary>One stream of an Ogg file: its codec by the first packet, its end by the last position seen.</summary>
internal sealed class OggStream
{
    private const int MaxHead = 42;
    private const int OpusRate = 48000;

    private readonly OggCodec codec;
    private readonly double unitsPerSecond;
    private readonly int preSkip;
    private readonly int keyFrameShift;
    private long? start;
    private long end;

    private OggStream(OggCodec codec, double unitsPerSecond, int preSkip = 0)
    {
        this.codec = codec;
        this.unitsPerSecond = unitsPerSecond;
        this.preSkip = preSkip;
    }

    private OggStream(double framesPerSecond, long width, int height, int keyFrameShift)
        : this(OggCodec.Theora, framesPerSecond)
    {
        Width = width;
        Height = height;
        this.keyFrameShift = keyFrameShift;
    }

    public long Width { get; }

    public int Height { get; }

    public bool IsKnown => codec != OggCodec.Unknown;

    public bool IsVideo => codec == OggCodec.Theora;

    /// <summary>In seconds; 0 when unknown.</summary>
    public double Duration { get; private set; }

    /// <summary>Reads the packet that a stream begins with.</summary>
    public static OggStream Open(BoundedReader reader, long body)
    {
        var head = new byte[(int)Math.Clamp(reader.Length - body, 0, MaxHead)];
        ReadOnlySpan<byte> packet = reader.TryRead(body, head) ? head : [];
        if (packet.StartsWith("OpusHead"u8) && packet.Length >= 19)
            return new OggStream(OggCodec.Opus, OpusRate, BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]));
        if (packet.StartsWith("\u0001vorbis"u8) && packet.Length >= 16)
            return new OggStream(OggCodec.Other, BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]));
        if (packet.StartsWith("Speex   "u8) && packet.Length >= 40)
            return new OggStream(OggCodec.Other, BinaryPrimitives.ReadUInt32LittleEndian(packet[36..]));
        if (packet.StartsWith("\u007FFLAC"u8) && packet.Length >= 31)
            return new OggStream(OggCodec.Other, BinaryPrimitives.ReadUInt32BigEndian(packet[27..]) >> 12);
        var isTheora = packet.Length >= MaxHead && packet[0] == 0x80 && packet[1..].StartsWith("theora"u8);
        return isTheora ? OpenTheora(packet) : new OggStream(OggCodec.Unknown, 0);
    }

    /// <summary>Takes notice of a page. Whether it holds data: one without a position, or with position 0, is but a header.</summary>
    public bool Add(BoundedReader reader, long position, ReadOnlySpan<byte> segments, long body)
    {
        if (position <= 0 || !IsKnown || unitsPerSecond <= 0)
            return false;
        if (IsVideo)
            position = (position >> keyFrameShift) + (position & ((1L << keyFrameShift) - 1));
        // What was cut from a longer recording does not begin at 0. Only of Opus do the packets tell where it began.
        start ??= codec == OggCodec.Opus ? Math.Max(0, position - OpusPackets.Samples(reader, segments, body)) : 0;
        end = Math.Max(end, position);
        Duration = Math.Max(0, end - start.Value - preSkip) / unitsPerSecond;
        return true;
    }

    /// <summary>Others follow this stream: its duration is counted.</summary>
    public void End() => Duration = 0;

    private static OggStream OpenTheora(ReadOnlySpan<byte> packet)
    {
        var width = (int)(BinaryPrimitives.ReadUInt32BigEndian(packet[13..]) & 0xFFFFFF);
        var height = (int)(BinaryPrimitives.ReadUInt32BigEndian(packet[16..]) & 0xFFFFFF);
        var numerator = BinaryPrimitives.ReadUInt32BigEndian(packet[22..]);
        var denominator = BinaryPrimitives.ReadUInt32BigEndian(packet[26..]);
        var aspect = (double)(BinaryPrimitives.ReadUInt32BigEndian(packet[29..]) & 0xFFFFFF) / (BinaryPrimitives.ReadUInt32BigEndian(packet[32..]) & 0xFFFFFF);
        var shift = (BinaryPrimitives.ReadUInt16BigEndian(packet[40..]) >> 5) & 31;
        return new OggStream(denominator == 0 ? 0 : (double)numerator / denominator, MediaMeasures.Stretch(width, aspect), height, shift);
    }
}
