using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>
/// MP4, M4A, MOV: walks the boxes, wherever the index stands. Durations come from the tables of samples and from the
/// fragments; only a file that has neither is taken at its header's word.
/// </summary>
internal sealed class IsoMediaReader
{
    private const int MaxDepth = 8;
    private const int MaxTracks = 64;

    private readonly BoundedReader reader;
    private readonly List<IsoTrack> tracks = [];
    private readonly IsoFragmentReader fragments;
    private IsoTrack? track;
    private uint movieTimescale;
    private double? claimedMovie;
    private double indexedSeconds;

    private IsoMediaReader(BoundedReader reader)
    {
        this.reader = reader;
        fragments = new IsoFragmentReader(reader, tracks);
    }

    public static MediaMeasures Measure(BoundedReader reader)
    {
        var media = new IsoMediaReader(reader);
        media.Walk(0, reader.Length, depth: 0);
        return media.Result();
    }

    private MediaMeasures Result()
    {
        // The pictures of an audiobook's chapters make no film of it.
        var chapters = tracks.SelectMany(candidate => candidate.Chapters).ToHashSet();
        var shown = tracks.Where(candidate => (candidate.IsVideo || candidate.IsAudio) && !chapters.Contains(candidate.Id)).ToList();
        var claimed = indexedSeconds > 0 ? indexedSeconds : claimedMovie;
        var measured = shown.Select(candidate => candidate.Duration(movieTimescale)).Max();
        // A table that is there and adds up to nothing says more than a header that claims something.
        var isMeasurable = shown.Any(candidate => candidate.SampleDurations is { Count: > 0 });
        var duration = (measured ?? (isMeasurable ? null : claimed)) is { } seconds ? MediaDuration.Of(seconds) : null;
        if (shown.FirstOrDefault(candidate => candidate.IsVideo) is { } video)
        {
            var (width, height) = video.Picture();
            return MediaMeasures.OfVideo(duration, width, height);
        }

        return shown.Count > 0 ? MediaMeasures.OfAudio(duration) : MediaMeasures.Unknown with { Duration = duration };
    }

    private void Walk(long offset, long end, int depth)
    {
        const int ShortHeader = 8;
        const int LongHeader = 16;
        Span<byte> header = stackalloc byte[ShortHeader];
        while (end - offset >= ShortHeader && reader.TryRead(offset, header))
        {
            var headerSize = ShortHeader;
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
            if (size == 1)
            {
                if (!reader.TryReadUInt64(offset + ShortHeader, out size))
                    return;
                headerSize = LongHeader;
            }

            var rest = (ulong)(end - offset);
            // 0 means up to the end; what claims more than there is was cut off.
            if (size == 0 || size > rest)
                size = rest;
            if (size < (ulong)headerSize)
                return;
            Visit(type, offset + headerSize, offset + (long)size, depth);
            offset += (long)size;
        }
    }

    private void Visit(uint type, long body, long end, int depth)
    {
        switch (type)
        {
            case IsoBox.Movie or IsoBox.Media or IsoBox.MediaInformation or IsoBox.SampleTable or IsoBox.Edits or IsoBox.TrackReferences or IsoBox.MovieExtends
                or IsoBox.Fragment or IsoBox.TrackFragment when depth < MaxDepth:
                Walk(body, end, depth + 1);
                break;
            case IsoBox.Track when depth < MaxDepth && tracks.Count < MaxTracks:
                track = new IsoTrack();
                tracks.Add(track);
                Walk(body, end, depth + 1);
                track = null;
                break;
            case IsoBox.MovieHeader:
                ReadMovieHeader(body);
                break;
            case IsoBox.MovieExtendsHeader:
                ReadMovieExtendsHeader(body);
                break;
            case IsoBox.SegmentIndex:
                ReadSegmentIndex(body, end);
                break;
            default:
                if (track is not null)
                    IsoTrackReader.Read(reader, track, type, body, end);
                else
                    fragments.Read(type, body, end);
                break;
        }
    }

    private void ReadMovieHeader(long body)
    {
        if (IsoTimes.Read(reader, body) is not ({ } timescale, var ticks))
            return;
        movieTimescale = timescale;
        if (ticks is { } known)
            claimedMovie ??= MediaDuration.Of(known, timescale);
    }

    private void ReadMovieExtendsHeader(long body)
    {
        if (!reader.TryReadByte(body, out var version))
            return;
        ulong ticks = 0;
        if (version == 1)
            _ = reader.TryReadUInt64(body + 4, out ticks);
        else if (reader.TryReadUInt32(body + 4, out var shortTicks))
            ticks = shortTicks;
        claimedMovie = MediaDuration.Of(ticks, movieTimescale) ?? claimedMovie;
    }

    private void ReadSegmentIndex(long body, long end)
    {
        if (!reader.TryReadByte(body, out var version) || !reader.TryReadUInt32(body + 8, out var timescale) || timescale == 0)
            return;
        var references = body + (version == 0 ? 20 : 28);
        if (!reader.TryReadUInt16(references + 2, out var count))
            return;
        ulong ticks = 0;
        for (var i = 0; i < count && references + 4 + ((i + 1) * 12) <= end && reader.TryReadUInt32(references + 4 + (i * 12) + 4, out var length); i++)
            ticks += length;
        indexedSeconds += (double)ticks / timescale;
    }
}
