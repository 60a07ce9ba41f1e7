using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>The most that is taken of each kind of file.</summary>
public sealed record MediaLimits
{
    private const long MiB = 1024 * 1024;

    /// <summary>The most that <see cref="FilmTime"/> may be.</summary>
    public static readonly TimeSpan GreatestFilmTime = TimeSpan.FromSeconds(10);

    public long MaxImageBytes { get; init; } = 50 * MiB;

    public long MaxImagePixels { get; init; } = 110_000_000;

    /// <summary>
    /// Memory in bytes that all images of the node together may take while they are decoded. One may take three quarters of it; an image that
    /// needs more gets no thumbnail.
    /// </summary>
    public long MaxDecodeBytes { get; init; } = 512 * MiB;

    public long MaxAudioBytes { get; init; } = 25 * MiB;

    public long MaxVideoBytes { get; init; } = 100 * MiB;

    public long MaxFileBytes { get; init; } = 100 * MiB;

    /// <summary>How long an upload waits for the picture of a film, once it is its turn. A picture that takes longer is made later.</summary>
    public TimeSpan FilmTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The most bytes of any file.</summary>
    public long MaxBytes => Math.Max(Math.Max(MaxImageBytes, MaxAudioBytes), Math.Max(MaxVideoBytes, MaxFileBytes));

    public long MaxBytesOf(MediaKind kind) => kind switch
    {
        MediaKind.Image => MaxImageBytes,
        MediaKind.Audio => MaxAudioBytes,
        MediaKind.Video => MaxVideoBytes,
        _ => MaxFileBytes,
    };

    /// <summary>The most bytes that a file may turn out to be allowed, of which only the first bytes are known.</summary>
    internal long MaxBytesOf(MediaFormat format) =>
        format.HoldsAudioOrVideo
            ? Math.Max(MaxAudioBytes, MaxBytesOf(format.Kind == MediaKind.Audio ? MediaKind.Video : format.Kind))
            : MaxBytesOf(format.Kind);
}
