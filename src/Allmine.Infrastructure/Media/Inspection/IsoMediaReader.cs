using System.Buffers.Binary;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>
/// MP4, M4A, MOV: walks the boxes, wherever the index stands. Durations come from the tables of samples and from the
/// fragments; only a file that has neither is taken at its header's word.
/// </summary>
internal sealed class IsoMediaReader
{
    private const int MaxDepth = 8;
    private const int MaxTracks = 64;
    private const int MaxEdits = 1024;

    /// <summary>Runs of equal durations; each costs 8 bytes of memory.</summary>
    private const int MaxDurationRuns = 32 * 1024;

    private readonly BoundedReader reader;
    private readonly List<IsoTrack> tracks = [];
    private readonly Dictionary<uint, IsoSampleDefaults> defaults = [];
    private IsoTrack? track;
    private uint fragmentTrack;
    private IsoSampleDefaults fragmentDefaults;
    private uint movieTimescale;
    private double? claimedMovie;
    private double indexedSeconds;

    private IsoMediaReader(BoundedReader reader) => this.reader = reader;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        var media = new IsoMediaReader(reader);
        media.Walk(0, reader.Length, depth: 0);
        return media.Result();
    }

    private MediaMeasures Result()
    {
        var shown = tracks.Where(candidate => candidate.IsVideo || candidate.IsAudio).ToList();
        var claimed = indexedSeconds > 0 ? indexedSeconds : claimedMovie;
        var measured = shown.Select(candidate => candidate.Duration(movieTimescale)).Max();
        // A table that is there and adds up to nothing says more than a header that claims something.
        var isMeasurable = shown.Any(candidate => candidate.SampleDurations is { Count: > 0 });
        var duration = (measured ?? (isMeasurable ? null : claimed)) is { } seconds ? Seconds.Of(seconds) : null;
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
            case IsoBox.Movie or IsoBox.Media or IsoBox.MediaInformation or IsoBox.SampleTable or IsoBox.Edits or IsoBox.MovieExtends
                or IsoBox.Fragment when depth < MaxDepth:
                Walk(body, end, depth + 1);
                break;
            case IsoBox.Track when depth < MaxDepth && tracks.Count < MaxTracks:
                track = new IsoTrack();
                tracks.Add(track);
                Walk(body, end, depth + 1);
                track = null;
                break;
            case IsoBox.TrackFragment when depth < MaxDepth:
                fragmentTrack = 0;
                fragmentDefaults = default;
                Walk(body, end, depth + 1);
                break;
            case IsoBox.MovieHeader:
                ReadMovieHeader(body);
                break;
            case IsoBox.MovieExtendsHeader:
                ReadMovieExtendsHeader(body);
                break;
            case IsoBox.TrackExtends:
                ReadTrackExtends(body);
                break;
            case IsoBox.SegmentIndex:
                ReadSegmentIndex(body, end);
                break;
            case IsoBox.TrackFragmentHeader:
                ReadTrackFragmentHeader(body);
                break;
            case IsoBox.TrackRun:
                ReadTrackRun(body, end);
                break;
            default:
                if (track is not null)
                    VisitInTrack(track, type, body, end);
                break;
        }
    }

    private void VisitInTrack(IsoTrack current, uint type, long body, long end)
    {
        switch (type)
        {
            case IsoBox.TrackHeader:
                ReadTrackHeader(current, body);
                break;
            case IsoBox.MediaHeader:
                ReadMediaHeader(current, body);
                break;
            // Of the two handlers that QuickTime has, only the media's counts: the other one names neither.
            case IsoBox.Handler when reader.TryReadUInt32(body + 8, out var handler):
                current.IsVideo |= handler == IsoBox.VideoHandler;
                current.IsAudio |= handler == IsoBox.SoundHandler;
                break;
            case IsoBox.EditList:
                ReadEdits(current, body, end);
                break;
            case IsoBox.SampleDescriptions:
                ReadSampleDescription(current, body, end);
                break;
            case IsoBox.SampleDurations:
                ReadSampleDurations(current, body, end);
                break;
            case IsoBox.CompositionOffsets when reader.TryReadUInt32(body + 12, out var offset):
                current.FirstShownAt = Math.Max(0, (int)offset);
                break;
            case IsoBox.SampleSizes or IsoBox.CompactSampleSizes:
                ReadSampleCount(current, type, body, end);
                break;
        }
    }

    private void ReadMovieHeader(long body)
    {
        if (ReadTimes(body) is not ({ } timescale, var ticks))
            return;
        movieTimescale = timescale;
        if (ticks is { } known)
            claimedMovie ??= Seconds.Of(known, timescale);
    }

    private void ReadMediaHeader(IsoTrack current, long body)
    {
        if (ReadTimes(body) is ({ } timescale, var ticks))
            (current.Timescale, current.ClaimedTicks) = (timescale, ticks);
    }

    /// <summary>Timescale and duration, which movie and media headers keep at the same places. All ones mean: not known.</summary>
    private (uint? Timescale, ulong? Ticks) ReadTimes(long body)
    {
        if (!reader.TryReadByte(body, out var version))
            return default;
        if (version == 1)
        {
            return reader.TryReadUInt32(body + 20, out var timescale) && reader.TryReadUInt64(body + 24, out var ticks)
                ? (timescale, ticks == ulong.MaxValue ? null : ticks)
                : default;
        }

        return reader.TryReadUInt32(body + 12, out var scale) && reader.TryReadUInt32(body + 16, out var duration)
            ? (scale, duration == uint.MaxValue ? null : duration)
            : default;
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
        claimedMovie = Seconds.Of(ticks, movieTimescale) ?? claimedMovie;
    }

    private void ReadTrackHeader(IsoTrack current, long body)
    {
        const int QuarterTurnSize = 20;
        if (!reader.TryReadByte(body, out var version))
            return;
        var matrix = body + (version == 1 ? 52 : 40);
        Span<byte> terms = stackalloc byte[QuarterTurnSize];
        if (!reader.TryReadUInt32(body + (version == 1 ? 20 : 12), out var id)
            || !reader.TryRead(matrix, terms)
            || !reader.TryReadUInt32(matrix + 36, out var width)
            || !reader.TryReadUInt32(matrix + 40, out var height))
            return;
        current.Id = id;
        // Fixed point, 16 bits of it behind the point.
        current.Width = (int)(width >> 16);
        current.Height = (int)(height >> 16);
        var (a, b) = (BinaryPrimitives.ReadInt32BigEndian(terms), BinaryPrimitives.ReadInt32BigEndian(terms[4..]));
        var (c, d) = (BinaryPrimitives.ReadInt32BigEndian(terms[12..]), BinaryPrimitives.ReadInt32BigEndian(terms[16..]));
        current.IsQuarterTurned = a == 0 && d == 0 && b != 0 && c != 0;
    }

    private void ReadEdits(IsoTrack current, long body, long end)
    {
        if (!reader.TryReadByte(body, out var version) || !reader.TryReadUInt32(body + 4, out var count))
            return;
        var size = version == 1 ? 20 : 12;
        var offset = body + 8;
        for (var i = 0; i < count && current.Edits.Count < MaxEdits && offset + size <= end; i++, offset += size)
        {
            if (version == 1)
            {
                if (!reader.TryReadUInt64(offset, out var length) || !reader.TryReadUInt64(offset + 8, out var time))
                    return;
                current.Edits.Add(new IsoEdit(length, (long)time));
            }
            else
            {
                if (!reader.TryReadUInt32(offset, out var length) || !reader.TryReadUInt32(offset + 4, out var time))
                    return;
                current.Edits.Add(new IsoEdit(length, (int)time));
            }
        }
    }

    /// <summary>The first description of a picture says its size as coded.</summary>
    private void ReadSampleDescription(IsoTrack current, long body, long end)
    {
        const int WidthOffset = 40;
        if (current.IsVideo && body + WidthOffset + 4 <= end
            && reader.TryReadUInt16(body + WidthOffset, out var width) && reader.TryReadUInt16(body + WidthOffset + 2, out var height))
            (current.CodedWidth, current.CodedHeight) = (width, height);
    }

    private void ReadSampleDurations(IsoTrack current, long body, long end)
    {
        const int RunSize = 8;
        current.SampleDurations = [];
        if (!reader.TryReadUInt32(body + 4, out var count))
            return;
        var offset = body + 8;
        Span<byte> run = stackalloc byte[RunSize];
        for (var i = 0U; i < count && offset + RunSize <= end; i++, offset += RunSize)
        {
            // Half a table would make half a duration.
            if (i == MaxDurationRuns || !reader.TryRead(offset, run))
            {
                current.SampleDurations = null;
                return;
            }

            current.SampleDurations.Add((BinaryPrimitives.ReadUInt32BigEndian(run), BinaryPrimitives.ReadUInt32BigEndian(run[4..])));
        }
    }

    /// <summary>A sample takes room in the file, or at least in the table. A count for which there is no room is a lie, and nothing is known.</summary>
    private void ReadSampleCount(IsoTrack current, uint type, long body, long end)
    {
        if (!reader.TryReadUInt32(body + 4, out var size) || !reader.TryReadUInt32(body + 8, out var count))
            return;
        var room = type == IsoBox.CompactSampleSizes
            ? (end - body - 12) * 8 / Math.Max(4, size & 0xFF)
            : size > 0 ? reader.Length / size : (end - body - 12) / 4;
        current.SampleCount = count <= room ? count : 0;
    }

    private void ReadTrackExtends(long body)
    {
        if (defaults.Count < MaxTracks
            && reader.TryReadUInt32(body + 4, out var id)
            && reader.TryReadUInt32(body + 12, out var duration)
            && reader.TryReadUInt32(body + 16, out var size))
            defaults[id] = new IsoSampleDefaults(duration, size);
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

    private void ReadTrackFragmentHeader(long body)
    {
        const uint BaseOffset = 1, Description = 2, SampleDuration = 8, SampleSize = 16;
        if (!reader.TryReadUInt32(body, out var flags) || !reader.TryReadUInt32(body + 4, out fragmentTrack))
            return;
        _ = defaults.TryGetValue(fragmentTrack, out fragmentDefaults);
        var offset = body + 8 + ((flags & BaseOffset) != 0 ? 8 : 0) + ((flags & Description) != 0 ? 4 : 0);
        if ((flags & SampleDuration) != 0 && reader.TryReadUInt32(offset, out var duration))
        {
            fragmentDefaults = fragmentDefaults with { Duration = duration };
            offset += 4;
        }

        if ((flags & SampleSize) != 0 && reader.TryReadUInt32(offset, out var size))
            fragmentDefaults = fragmentDefaults with { Size = size };
    }

    private void ReadTrackRun(long body, long end)
    {
        const uint DataOffset = 1, FirstFlags = 4, SampleDuration = 0x100, SampleSize = 0x200, SampleFlags = 0x400, Composition = 0x800;
        if (tracks.Find(candidate => candidate.Id == fragmentTrack) is not { } current
            || !reader.TryReadUInt32(body, out var flags) || !reader.TryReadUInt32(body + 4, out var count))
            return;
        var offset = body + 8 + ((flags & DataOffset) != 0 ? 4 : 0) + ((flags & FirstFlags) != 0 ? 4 : 0);
        var fields = 0;
        foreach (var field in (ReadOnlySpan<uint>)[SampleDuration, SampleSize, SampleFlags, Composition])
            fields += (flags & field) != 0 ? 1 : 0;
        if ((flags & SampleDuration) == 0)
        {
            // Samples without fields of their own take room in the file all the same.
            var room = fields > 0 ? (end - offset) / (4 * fields) : reader.Length / Math.Max(1, fragmentDefaults.Size);
            current.FragmentTicks += (UInt128)Math.Clamp(count, 0, Math.Max(0, room)) * fragmentDefaults.Duration;
            return;
        }

        for (var i = 0U; i < count && offset + (4 * fields) <= end && reader.TryReadUInt32(offset, out var duration); i++)
        {
            current.FragmentTicks += duration;
            offset += 4 * fields;
        }
    }
}
