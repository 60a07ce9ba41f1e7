using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Matroska;

/// <summary>
/// WebM and Matroska: goes from block to block, whether the segment and its clusters say their size or, as browsers record
/// them, leave it open. The duration that the header claims counts if the blocks bear it out, being then the more exact, or
/// if there are no blocks to go by.
/// </summary>
internal sealed class MatroskaReader
{
    private const int MaxTracks = 64;
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const ulong DefaultTimestampScale = 1_000_000;

    /// <summary>By how much the claimed duration may be longer than what the blocks show, the last one's length not being told.</summary>
    private const double ToleratedSeconds = 2;

    private readonly BoundedReader reader;
    private readonly List<MatroskaTrack> tracks = [];
    private ulong timestampScale = DefaultTimestampScale;
    private double? claimed;
    private long clusterTime;
    private (MatroskaTrack Track, long Time)? grouped;

    private MatroskaReader(BoundedReader reader) => this.reader = reader;

    public static MediaMeasures Measure(BoundedReader reader)
    {
        var media = new MatroskaReader(reader);
        media.Walk();
        return media.Result();
    }

    private MediaMeasures Result()
    {
        var duration = Duration();
        if (tracks.Find(track => track.IsVideo) is { } video)
        {
            return video.IsQuarterTurned
                ? MediaMeasures.OfVideo(duration, video.Height, video.ShownWidth)
                : MediaMeasures.OfVideo(duration, video.ShownWidth, video.Height);
        }

        return tracks.Exists(track => track.IsAudio) ? MediaMeasures.OfAudio(duration) : MediaMeasures.Unknown with { Duration = duration };
    }

    private double? Duration()
    {
        var unit = (double)timestampScale / NanosecondsPerSecond;
        var claimedSeconds = claimed is { } value ? MediaDuration.Of(value * unit) : null;
        var shown = tracks.Where(track => (track.IsVideo || track.IsAudio) && track.HasBlocks).ToList();
        if (shown.Count == 0)
            return claimedSeconds;
        var measured = MediaDuration.Of(shown.Max(track => track.End) * unit);
        if (measured is null || claimedSeconds is null)
            return measured ?? claimedSeconds;
        var tolerated = Math.Max(ToleratedSeconds, shown.Max(track => track.LongestStep) * unit);
        return Math.Abs(claimedSeconds.Value - measured.Value) <= tolerated ? claimedSeconds : measured;
    }

    /// <summary>
    /// Goes into segments, clusters and groups as if they were not there, and over all else by its size: so nothing depends
    /// on what the outer elements claim, and there is no depth.
    /// </summary>
    private void Walk()
    {
        var offset = 0L;
        while (EbmlElement.TryRead(reader, offset, out var element))
        {
            if (element.Id is EbmlElement.Segment or EbmlElement.Cluster or EbmlElement.BlockGroup)
            {
                EndGroup(null);
                offset = element.Body;
                continue;
            }

            // Nothing else may leave its size open.
            if (element.End is not { } end)
                break;
            switch (element.Id)
            {
                case EbmlElement.Information:
                    ReadChildren(element.Body, end, ReadInformation);
                    break;
                case EbmlElement.Tracks:
                    ReadChildren(element.Body, end, ReadTrackEntry);
                    break;
                case EbmlElement.ClusterTimestamp:
                    EndGroup(null);
                    clusterTime = (long)Math.Min(Unsigned(element.Body, end), long.MaxValue / 2);
                    break;
                case EbmlElement.SimpleBlock:
                    EndGroup(null);
                    grouped = ReadBlock(element.Body);
                    EndGroup(null);
                    break;
                case EbmlElement.Block:
                    EndGroup(null);
                    grouped = ReadBlock(element.Body);
                    break;
                case EbmlElement.BlockDuration:
                    EndGroup((long)Math.Min(Unsigned(element.Body, end), int.MaxValue));
                    break;
            }

            offset = end;
        }

        EndGroup(null);
    }

    private void ReadChildren(long offset, long end, Action<uint, long, long> read)
    {
        while (offset < end && EbmlElement.TryRead(reader, offset, out var child) && child.End is { } childEnd)
        {
            read(child.Id, child.Body, Math.Min(childEnd, end));
            offset = childEnd;
        }
    }

    private void ReadInformation(uint id, long body, long end)
    {
        if (id == EbmlElement.TimestampScale && Unsigned(body, end) is var scale and > 0)
            timestampScale = scale;
        else if (id == EbmlElement.Duration)
            claimed = Float(body, end);
    }

    private void ReadTrackEntry(uint id, long body, long end)
    {
        if (id != EbmlElement.TrackEntry || tracks.Count >= MaxTracks)
            return;
        var track = new MatroskaTrack();
        tracks.Add(track);
        ReadChildren(body, end, (childId, childBody, childEnd) => ReadTrack(track, childId, childBody, childEnd));
    }

    private void ReadTrack(MatroskaTrack track, uint id, long body, long end)
    {
        const ulong VideoType = 1, AudioType = 2;
        switch (id)
        {
            case EbmlElement.TrackNumber:
                track.Number = Unsigned(body, end);
                break;
            case EbmlElement.TrackType:
                track.IsVideo = Unsigned(body, end) == VideoType;
                track.IsAudio = Unsigned(body, end) == AudioType;
                break;
            case EbmlElement.DefaultDuration:
                track.DefaultDuration = Unsigned(body, end);
                break;
            case EbmlElement.Video:
                ReadChildren(body, end, (childId, childBody, childEnd) => ReadPicture(track, childId, childBody, childEnd));
                break;
        }
    }

    /// <summary>The size in pixels, less what is cropped, and the shape in which it is shown.</summary>
    private void ReadPicture(MatroskaTrack track, uint id, long body, long end)
    {
        const int QuarterTurn = 90;
        switch (id)
        {
            case EbmlElement.PixelWidth:
                track.Width += Small(body, end);
                break;
            case EbmlElement.PixelHeight:
                track.Height += Small(body, end);
                break;
            case EbmlElement.CropLeft or EbmlElement.CropRight:
                track.Width -= Small(body, end);
                break;
            case EbmlElement.CropTop or EbmlElement.CropBottom:
                track.Height -= Small(body, end);
                break;
            case EbmlElement.DisplayWidth:
                track.DisplayWidth = Small(body, end);
                break;
            case EbmlElement.DisplayHeight:
                track.DisplayHeight = Small(body, end);
                break;
            case EbmlElement.Projection:
                ReadChildren(body, end, (childId, childBody, childEnd) =>
                {
                    if (childId == EbmlElement.ProjectionRoll)
                        track.IsQuarterTurned = Math.Abs(Float(childBody, childEnd) ?? 0) is QuarterTurn or 3 * QuarterTurn;
                });
                break;
        }
    }

    private (MatroskaTrack Track, long Time)? ReadBlock(long body)
    {
        if (!EbmlElement.TryReadNumber(reader, body, 8, out var marked, out var length) || !reader.TryReadUInt16(body + length, out var time))
            return null;
        var number = marked & ~(1UL << (7 * length));
        return tracks.Find(track => track.Number == number) is { } track ? (track, clusterTime + (short)time) : null;
    }

    /// <summary>A block is counted when it is known whether a duration follows it.</summary>
    private void EndGroup(long? duration)
    {
        if (grouped is not { } block)
            return;
        var defaultDuration = Math.Min(block.Track.DefaultDuration / Math.Max(1, timestampScale), int.MaxValue);
        block.Track.Add(block.Time, duration, (long)defaultDuration);
        grouped = null;
    }

    private long Small(long body, long end) => (long)Math.Min(Unsigned(body, end), int.MaxValue);

    private ulong Unsigned(long body, long end)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (end - body is < 1 or > sizeof(ulong) || !reader.TryRead(body, bytes[..(int)(end - body)]))
            return 0;
        ulong value = 0;
        foreach (var part in bytes[..(int)(end - body)])
            value = (value << 8) | part;
        return value;
    }

    private double? Float(long body, long end)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        switch (end - body)
        {
            case sizeof(float) when reader.TryRead(body, bytes[..sizeof(float)]):
                return BinaryPrimitives.ReadSingleBigEndian(bytes);
            case sizeof(double) when reader.TryRead(body, bytes):
                return BinaryPrimitives.ReadDoubleBigEndian(bytes);
            default:
                return null;
        }
    }
}
