using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Ogg;

/// <summary>
/// Ogg: goes from page to page. The last position of each stream says where it ends; streams that follow one another add up,
/// those side by side don't.
/// </summary>
internal sealed class OggReader(BoundedReader reader)
{
    private const int PageHeader = 27;
    private const int MaxSegments = 255;
    private const int FirstPageFlag = 2;

    /// <summary>Streams of one file: more are not looked at.</summary>
    private const int MaxStreams = 64;

    /// <summary>How much that is no page is passed over, in all, before the file counts as ended.</summary>
    private const int MaxJunk = 128 * 1024;

    private readonly Dictionary<uint, OggStream> streams = [];
    private double endedSeconds;
    private bool hasData;

    public static MediaMeasures Measure(BoundedReader reader) => new OggReader(reader).Measure();

    private MediaMeasures Measure()
    {
        ReadPages();
        var duration = MediaDuration.Of(endedSeconds + LongestStream());
        var picture = streams.Values.FirstOrDefault(stream => stream.IsVideo);
        if (picture is not null)
            return MediaMeasures.OfVideo(duration, picture.Width, picture.Height);
        return streams.Values.Any(stream => stream.IsKnown) ? MediaMeasures.OfAudio(duration) : MediaMeasures.Unknown;
    }

    private void ReadPages()
    {
        Span<byte> header = stackalloc byte[PageHeader];
        Span<byte> segments = stackalloc byte[MaxSegments];
        var offset = 0L;
        var junk = 0;
        while (reader.TryRead(offset, header))
        {
            if (!header.StartsWith("OggS"u8))
            {
                if (++junk > MaxJunk)
                    return;
                offset++;
                continue;
            }

            var table = segments[..header[26]];
            if (!reader.TryRead(offset + PageHeader, table))
                return;
            var body = offset + PageHeader + table.Length;
            var size = 0;
            foreach (var segment in table)
                size += segment;
            // A page that is cut off holds sound that nobody hears.
            if (body + size > reader.Length)
                return;
            ReadPage(header, table, body);
            offset = body + size;
        }
    }

    private void ReadPage(ReadOnlySpan<byte> header, ReadOnlySpan<byte> segments, long body)
    {
        var position = BinaryPrimitives.ReadInt64LittleEndian(header[6..]);
        var serial = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]);
        if ((header[5] & FirstPageFlag) != 0)
        {
            // A stream that begins after others had data follows them.
            if (hasData)
            {
                endedSeconds += LongestStream();
                foreach (var ended in streams.Values)
                    ended.End();
                hasData = false;
            }

            if (streams.Count < MaxStreams || streams.ContainsKey(serial))
                streams[serial] = OggStream.Open(reader, body);
        }
        else if (streams.TryGetValue(serial, out var stream) && stream.Add(reader, position, segments, body))
        {
            hasData = true;
        }
    }

    private double LongestStream() => streams.Values.Select(stream => stream.Duration).DefaultIfEmpty().Max();
}
