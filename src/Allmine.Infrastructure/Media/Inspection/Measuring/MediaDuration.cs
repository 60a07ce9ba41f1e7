namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>Durations as the contract has them: to the millisecond, null when unknown, never 0.</summary>
internal static class MediaDuration
{
    /// <summary>A week. What claims to last longer is taken for a lie, and its duration for unknown.</summary>
    public const double Most = 7 * 24 * 60 * 60;

    public static double? Of(double seconds)
    {
        if (!(seconds is > 0 and <= Most))
            return null;
        var rounded = Math.Round(seconds, 3, MidpointRounding.AwayFromZero);
        return rounded > 0 ? rounded : null;
    }

    /// <param name="ticks">How long, in units of the scale.</param>
    /// <param name="scale">Units per second; 0 makes the duration unknown.</param>
    public static double? Of(UInt128 ticks, ulong scale) => scale == 0 ? null : Of((double)ticks / scale);
}
