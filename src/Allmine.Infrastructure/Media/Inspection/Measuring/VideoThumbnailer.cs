using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Measuring.Pictures;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>
/// Takes a picture of a film with FFmpeg, where it is installed: the first that shows something. FFmpeg is fenced in, and has to be done in time:
/// a damaged film can keep it busy for long, and the upload waits for it.
/// </summary>
/// <param name="program">Looked for in the folders of the PATH, never in the working folder; or an absolute path.</param>
/// <param name="time">By which it is killed in the end; the machine's unless told otherwise.</param>
/// <param name="probe">FFmpeg's own, which tells the colours; looked for likewise.</param>
internal sealed class VideoThumbnailer(string program = "ffmpeg", TimeProvider? time = null, string probe = "ffprobe")
{
    /// <inheritdoc cref="FfmpegRun.MaxMemory"/>
    public const long MaxMemory = FfmpegRun.MaxMemory;

    /// <summary>For a film that nobody waits for any more.</summary>
    public static readonly TimeSpan LaterTimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>That are looked at until one shows something.</summary>
    private const int MaxPictures = 300;

    private readonly string? path = ProgramPath.Find(program);
    private readonly string? probePath = ProgramPath.Find(probe);

    /// <param name="film">Its path: random and without an extension, by which FFmpeg might guess.</param>
    /// <param name="thumbnailPath">Is created if there is a thumbnail.</param>
    /// <param name="timeLimit">After which the last run is killed. A picture that it has given by then is taken, if none is better.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <returns>What there is. No FFmpeg or no picture is none.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ThumbnailOutcome> WriteAsync(string film, string thumbnailPath, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        if (path is null)
            return ThumbnailOutcome.None;
        using var picture = new FilmPicture();
        var isOutOfTime = await FindAsync(path, film, picture, timeLimit, cancellationToken);
        if (picture.Best is not { } best)
            return isOutOfTime ? ThumbnailOutcome.OutOfTime : ThumbnailOutcome.None;
        // What FFmpeg wrote is made into a thumbnail like any picture: nothing of its own gets through.
        using var thumbnail = OwnerOnly.Create(thumbnailPath);
        Thumbnail.Write(best, Orientation.AsIs, thumbnail);
        return ThumbnailOutcome.Made;
    }

    /// <summary>The most processor time that each run may use, in seconds: on one thread, more than there is time.</summary>
    public static int MaxProcessorSeconds(TimeSpan timeLimit) => (int)timeLimit.TotalSeconds + 1;

    /// <returns>Whether it was ended by the limit of time.</returns>
    private async Task<bool> FindAsync(string ffmpeg, string film, FilmPicture picture, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeLimit, time ?? TimeProvider.System);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            timeout.Token.ThrowIfCancellationRequested();
            var processorSeconds = MaxProcessorSeconds(timeLimit);
            var colours = await FilmColours.ReadAsync(probePath, film, processorSeconds, timeout.Token);
            // Pictures that stand for themselves come first: the others take the more time the longer a film begins with nothing, and what an edit
            // cuts away amid them has to be decoded before anything is shown.
            foreach (var which in (string[])["nokey", "default"])
            {
                if (!picture.IsEnough)
                    await FfmpegRun.RunAsync(ffmpeg, film, ["-nostdin", "-skip_frame", which], Arguments(colours), processorSeconds, picture.ReadAsync, timeout.Token);
            }

            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What there is by now is taken.
            return true;
        }
    }

    /// <summary>As shown in square pixels, and never enlarged. Colours are made red, green and blue at once: a JPEG of FFmpeg's would keep the film's own matrix.</summary>
    private static string[] Arguments(FilmColours colours)
    {
        var factor = $"min(1,{Thumbnail.LongestSide}/max(iw*sar,ih))";
        return
        [
            "-map", "0:V:0", "-frames:v", $"{MaxPictures}", "-vsync", "0",
            "-vf", $"scale=w='max(1,round(iw*sar*{factor}))':h='max(1,round(ih*{factor}))',{colours.ToStandard}format=bgr24",
            "-f", "image2pipe", "-c:v", "bmp", "pipe:1",
        ];
    }
}
