using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.Matroska;

/// <summary>One track of a WebM or Matroska file, and the times of its blocks in units of the file's timescale.</summary>
internal sealed class MatroskaTrack
{
    private long latest = -1;
    private long step;

    public ulong Number { get; set; }

    public bool IsVideo { get; set; }

    public bool IsAudio { get; set; }

    public long Width { get; set; }

    public long Height { get; set; }

    /// <summary>In pixels, centimetres or whatever: with the other it tells the shape of the picture, and no more.</summary>
    public long DisplayWidth { get; set; }

    public long DisplayHeight { get; set; }

    public bool IsQuarterTurned { get; set; }

    /// <summary>Of each block in nanoseconds; 0 if the track does not say.</summary>
    public ulong DefaultDuration { get; set; }

    /// <summary>When the last block ends, as far as blocks tell: a last one that does not say how long it is lasts as long as the one before.</summary>
    public long End { get; private set; }

    /// <summary>The longest pause between two blocks.</summary>
    public long LongestStep { get; private set; }

    /// <summary>The width in pixels, stretched to the shape that the track tells.</summary>
    public long ShownWidth => DisplayWidth > 0 && DisplayHeight > 0 && Width > 0
        ? MediaMeasures.Stretch(Width, (double)DisplayWidth * Height / ((double)DisplayHeight * Width))
        : Width;

    public bool HasBlocks => latest >= 0;

    public void Add(long time, long? duration, long defaultDuration)
    {
        if (time < 0)
            return;
        if (latest >= 0 && time > latest)
        {
            step = time - latest;
            LongestStep = Math.Max(LongestStep, step);
        }

        latest = Math.Max(latest, time);
        var length = duration ?? (defaultDuration > 0 ? defaultDuration : step);
        End = Math.Max(End, time + length);
    }
}
