using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>What a reader found in a film or a sound.</summary>
/// <param name="Kind">Video or audio by its tracks; null if they don't tell.</param>
/// <param name="Duration">In seconds, to the millisecond; null when unknown, never 0.</param>
/// <param name="Width">As shown, after rotation and in square pixels.</param>
/// <param name="Height">Likewise.</param>
internal sealed record MediaMeasures(MediaKind? Kind, double? Duration, int? Width, int? Height)
{
    /// <summary>No codec shows more pixels than this in a row; what claims more is not believed.</summary>
    private const int MostPixelsInARow = 16384;

    public static readonly MediaMeasures Unknown = new(null, null, null, null);

    public static MediaMeasures OfAudio(double? duration) => new(MediaKind.Audio, duration, null, null);

    public static MediaMeasures OfVideo(double? duration, long width, long height) =>
        IsPicture(width, height) ? new(MediaKind.Video, duration, (int)width, (int)height) : new(MediaKind.Video, duration, null, null);

    /// <summary>A width in pixels that are not square; rounded.</summary>
    /// <param name="width">As coded.</param>
    /// <param name="aspect">How wide a pixel is for its height. What is close to 1 is a matter of rounding, and what is far from it is not believed.</param>
    public static long Stretch(long width, double aspect) =>
        aspect is > 0.1 and < 10 && Math.Abs(aspect - 1) > 0.005 ? (long)Math.Round(width * aspect, MidpointRounding.AwayFromZero) : width;

    public static bool IsPicture(long width, long height) => width is > 0 and <= MostPixelsInARow && height is > 0 and <= MostPixelsInARow;
}
