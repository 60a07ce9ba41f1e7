using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Asf;

/// <summary>
/// WMA and WMV: the header says which tracks there are, and claims a duration. The last packet, which has its time, bears it out; a film is told, and not measured.
/// </summary>
internal sealed class AsfReader
{
    private const int ObjectHeader = 24;
    private const int IdentifierSize = 16;

    /// <summary>Of all that lies in the header; each costs two reads.</summary>
    private const int MaxObjects = 4096;

    /// <summary>Of the fields that stand before a packet's time.</summary>
    private const int MaxPacketHead = 48;

    /// <summary>By how much the claimed duration may differ from the last packet's time: what is sent ahead, and the last one's length.</summary>
    private const double ToleratedSeconds = 5;

    private static readonly Guid FileProperties = new("8CABDCA1-A947-11CF-8EE4-00C00C205365");
    private static readonly Guid StreamProperties = new("B7DC0791-A9B7-11CF-8EE6-00C00C205365");
    private static readonly Guid HeaderExtension = new("5FBF03B5-A92E-11CF-8EE3-00C00C205365");
    private static readonly Guid ExtendedStreamProperties = new("14E6A5CB-C672-4332-8399-A96952065B5A");
    private static readonly Guid Sound = new("F8699E40-5B4D-11CF-A8FD-00805F5C442B");
    private static readonly Guid Film = new("BC19EFC0-5B4D-11CF-A8FD-00805F5C442B");

    private readonly BoundedReader reader;
    private int objects;
    private bool hasSound;
    private bool hasFilm;
    private double claimed;
    private double preroll;
    private uint packetSize;

    private AsfReader(BoundedReader reader) => this.reader = reader;

    public static MediaMeasures Measure(BoundedReader reader) => new AsfReader(reader).Measure();

    private MediaMeasures Measure()
    {
        const int HeadOfHeader = 30;
        if (!TryReadObject(0, reader.Length, out _, out var headerEnd))
            return MediaMeasures.Unknown;
        Walk(HeadOfHeader, headerEnd);
        if (hasFilm)
            return MediaMeasures.OfVideo(null, 0, 0);
        return hasSound ? MediaMeasures.OfAudio(Duration(headerEnd)) : MediaMeasures.Unknown;
    }

    private void Walk(long offset, long end)
    {
        while (++objects < MaxObjects && TryReadObject(offset, end, out var identifier, out var objectEnd))
        {
            var body = offset + ObjectHeader;
            if (identifier == FileProperties)
                ReadFileProperties(body);
            else if (identifier == StreamProperties)
                ReadStream(body);
            else if (identifier == HeaderExtension)
                Walk(body + 22, objectEnd);
            else if (identifier == ExtendedStreamProperties)
                ReadExtendedStream(body, objectEnd);
            offset = objectEnd;
        }
    }

    private void ReadFileProperties(long body)
    {
        const double TicksPerSecond = 10_000_000;
        Span<byte> properties = stackalloc byte[80];
        if (!reader.TryRead(body, properties))
            return;
        claimed = BinaryPrimitives.ReadUInt64LittleEndian(properties[40..]) / TicksPerSecond;
        preroll = BinaryPrimitives.ReadUInt64LittleEndian(properties[56..]) / 1000.0;
        // Packets are of one size: the least and the greatest are the same.
        var least = BinaryPrimitives.ReadUInt32LittleEndian(properties[68..]);
        packetSize = least == BinaryPrimitives.ReadUInt32LittleEndian(properties[72..]) ? least : 0;
    }

    private void ReadStream(long body)
    {
        Span<byte> type = stackalloc byte[IdentifierSize];
        if (!reader.TryRead(body, type))
            return;
        var identifier = new Guid(type);
        hasSound |= identifier == Sound;
        hasFilm |= identifier == Film;
    }

    /// <summary>May hold the properties of a stream behind its own, some names and some extensions.</summary>
    private void ReadExtendedStream(long body, long end)
    {
        const int OwnSize = 64;
        Span<byte> own = stackalloc byte[OwnSize];
        Span<byte> lengths = stackalloc byte[4];
        if (!reader.TryRead(body, own))
            return;
        var offset = body + OwnSize;
        for (var names = BinaryPrimitives.ReadUInt16LittleEndian(own[60..]); names > 0 && reader.TryRead(offset, lengths); names--)
            offset += 4 + BinaryPrimitives.ReadUInt16LittleEndian(lengths[2..]);
        for (var extensions = BinaryPrimitives.ReadUInt16LittleEndian(own[62..]); extensions > 0 && reader.TryRead(offset + 18, lengths); extensions--)
            offset += 22 + BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        if (TryReadObject(offset, end, out var identifier, out _) && identifier == StreamProperties)
            ReadStream(offset + ObjectHeader);
    }

    private double? Duration(long data)
    {
        const int HeadOfData = 50;
        var told = claimed - preroll;
        var packets = packetSize > 0 ? (reader.Length - data - HeadOfData) / packetSize : 0;
        if (packets <= 0 || TimeOfPacket(data + HeadOfData + ((packets - 1) * packetSize)) is not { } sent)
            return null;
        // The times of packets include what is sent ahead; some writers leave it out.
        return Math.Abs(told - sent) <= ToleratedSeconds + preroll ? MediaDuration.Of(told) : MediaDuration.Of(sent - preroll);
    }

    /// <summary>When a packet is over, in seconds.</summary>
    private double? TimeOfPacket(long packet)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(MaxPacketHead, packetSize)];
        if (!reader.TryRead(packet, head))
            return null;
        var offset = 0;
        // Data for correcting errors, if there are any, tell their own length.
        if ((head[0] & 0x80) != 0)
            offset = 1 + (head[0] & 15);
        if (offset + 2 > head.Length)
            return null;
        var lengths = head[offset];
        // Three numbers of 0, 1, 2 or 4 bytes: the packet's length, its sequence and its padding.
        offset += 2 + Width(lengths >> 5) + Width(lengths >> 1) + Width(lengths >> 3);
        if (offset + 6 > head.Length)
            return null;
        return (BinaryPrimitives.ReadUInt32LittleEndian(head[offset..]) + BinaryPrimitives.ReadUInt16LittleEndian(head[(offset + 4)..])) / 1000.0;
    }

    private static int Width(int code) => (code & 3) switch { 3 => 4, var width => width };

    private bool TryReadObject(long offset, long end, out Guid identifier, out long objectEnd)
    {
        Span<byte> header = stackalloc byte[ObjectHeader];
        identifier = default;
        objectEnd = 0;
        if (offset + ObjectHeader > end || !reader.TryRead(offset, header))
            return false;
        identifier = new Guid(header[..IdentifierSize]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(header[IdentifierSize..]);
        if (size < ObjectHeader)
            return false;
        objectEnd = size > (ulong)(end - offset) ? end : offset + (long)size;
        return true;
    }
}
