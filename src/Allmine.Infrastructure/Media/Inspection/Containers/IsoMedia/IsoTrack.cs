using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>One track of a movie in boxes: what its headers claim, and what its tables and fragments add up to.</summary>
internal sealed class IsoTrack
{
    public uint Id { get; set; }

    public bool IsVideo { get; set; }

    public bool IsAudio { get; set; }

    /// <summary>Units per second of the track's own times.</summary>
    public uint Timescale { get; set; }

    /// <summary>In units of the timescale, as the header claims; null if it leaves it open.</summary>
    public ulong? ClaimedTicks { get; set; }

    /// <summary>What the table of sample durations adds up to; null if there is no such table.</summary>
    public List<(uint Count, uint Ticks)>? SampleDurations { get; set; }

    /// <summary>How many samples there are; 0 if there can't be so many, null if no table tells.</summary>
    public uint? SampleCount { get; set; }

    /// <summary>What the fragments' samples add up to.</summary>
    public UInt128 FragmentTicks { get; set; }

    public List<IsoEdit> Edits { get; } = [];

    /// <summary>The tracks that hold the names and pictures of this one's chapters.</summary>
    public List<uint> Chapters { get; } = [];

    /// <summary>When the first sample is shown. Films whose pictures are stored out of order begin late, and their edits with them.</summary>
    public long FirstShownAt { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    public bool IsQuarterTurned { get; set; }

    public int CodedWidth { get; set; }

    public int CodedHeight { get; set; }

    /// <summary>How wide a pixel is shown for its height; null if the track does not say.</summary>
    public double? PixelAspect { get; set; }

    /// <summary>
    /// The size as shown: that of the codec, whose width is stretched to the shape that its description tells, or else the track's header. A
    /// header without a codec's size is taken at its word.
    /// </summary>
    public (long Width, long Height) Picture()
    {
        var (width, height) = ((long)Width, (long)Height);
        if (MediaMeasures.IsPicture(CodedWidth, CodedHeight))
        {
            var told = MediaMeasures.IsPicture(Width, Height) ? (double)Width * CodedHeight / ((double)Height * CodedWidth) : 1;
            (width, height) = (MediaMeasures.Stretch(CodedWidth, PixelAspect ?? told), CodedHeight);
        }

        return IsQuarterTurned ? (height, width) : (width, height);
    }

    /// <param name="movieTimescale">Units per second of the edits' lengths.</param>
    /// <returns>In seconds; null if neither tables nor fragments nor header tell.</returns>
    public double? Duration(uint movieTimescale)
    {
        if (Timescale == 0 || Ticks() is not { } ticks || ticks == 0)
            return null;
        var media = (double)ticks / Timescale;
        var shown = 0.0;
        foreach (var edit in Edits.Where(edit => !edit.IsEmpty))
        {
            var rest = media - ((double)Math.Max(0, edit.MediaTime - FirstShownAt) / Timescale);
            var length = edit.Length == 0 || movieTimescale == 0 ? rest : Math.Min(rest, (double)edit.Length / movieTimescale);
            shown += Math.Max(0, length);
        }

        return shown > 0 ? shown : media;
    }

    private UInt128? Ticks()
    {
        var measured = FragmentTicks;
        if (SampleDurations is not null)
            measured += TicksOfSamples(SampleDurations, SampleCount ?? uint.MaxValue);
        if (measured > 0)
            return measured;
        return SampleDurations is null ? ClaimedTicks : null;
    }

    private static UInt128 TicksOfSamples(List<(uint Count, uint Ticks)> durations, uint count)
    {
        UInt128 ticks = 0;
        foreach (var (run, each) in durations)
        {
            var counted = Math.Min(run, count);
            ticks += (UInt128)counted * each;
            count -= counted;
        }

        return ticks;
    }
}
