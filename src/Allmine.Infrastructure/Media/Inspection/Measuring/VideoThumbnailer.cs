using System.ComponentModel;
using System.Diagnostics;
using Allmine.Infrastructure.Media.Inspection.Images;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>
/// Takes the first picture of a film with FFmpeg, where it is installed. FFmpeg is fenced in: it opens the one file and no
/// address, only as a film or a sound and never as a list of other files, and has to be done in time: a damaged film can keep it busy for long, and the upload waits for it.
/// It knows nothing of the service's environment, and has its limits of memory, processor time and files where there is a shell to set them.
/// </summary>
/// <param name="program">Looked for in the folders of the PATH, never in the working folder; or an absolute path.</param>
/// <param name="time">By which it is killed in the end; the machine's unless told otherwise.</param>
internal sealed class VideoThumbnailer(string program = "ffmpeg", TimeProvider? time = null)
{
    /// <summary>The most memory that FFmpeg may address, in bytes.</summary>
    public const long MaxMemory = 1024L * 1024 * 1024;

    /// <summary>The most processor time that it may use, in seconds: on one thread, more than <see cref="TimeLimit"/>.</summary>
    public const int MaxProcessorSeconds = 2;

    /// <summary>After which it is killed.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1.5);

    private const int MaxOutput = 4 * 1024 * 1024;

    /// <summary>Of one picture of the film: what is larger is not decoded.</summary>
    private const int MaxPixels = 50_000_000;

    private readonly string? path = ProgramPath.Find(program);

    /// <param name="film">Its path: random and without an extension, by which FFmpeg might guess.</param>
    /// <param name="thumbnailPath">Is created if there is a thumbnail.</param>
    /// <param name="cancellationToken">Ends FFmpeg.</param>
    /// <returns>Whether there is a thumbnail. No FFmpeg, no picture or no time left: there is none, and nothing is thrown.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<bool> TryWriteAsync(string film, string thumbnailPath, CancellationToken cancellationToken)
    {
        var picture = await TakePictureAsync(film, cancellationToken);
        if (picture.Length == 0)
            return false;
        // What FFmpeg wrote is made into a thumbnail like any picture: nothing of its own gets through.
        using var bitmap = SKBitmap.Decode(picture);
        if (bitmap is null)
            return false;
        using var thumbnail = OwnerOnly.Create(thumbnailPath);
        Thumbnail.Write(bitmap, Orientation.AsIs, thumbnail);
        return true;
    }

    private async Task<byte[]> TakePictureAsync(string film, CancellationToken cancellationToken)
    {
        if (path is null)
            return [];
        using var process = new Process { StartInfo = RestrictedProcess.Start(path, Arguments(film), new ProcessLimits(MaxMemory, MaxProcessorSeconds)) };
        try
        {
            if (!process.Start())
                return [];
        }
        catch (Win32Exception)
        {
            return [];
        }

        using var limit = new CancellationTokenSource(TimeLimit, time ?? TimeProvider.System);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // Nothing is to be read from it, and a pipe that nobody empties would hold it up.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, timeout.Token);
            var picture = await ReadAsync(process.StandardOutput.BaseStream, timeout.Token);
            await complaints;
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? picture : [];
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
        finally
        {
            Kill(process);
        }
    }

    private static string[] Arguments(string film) =>
    [
        "-nostdin", "-v", "error",
        "-protocol_whitelist", "file,pipe",
        "-format_whitelist", "mov,matroska,mp3,wav,ogg,flac,aac",
        "-max_pixels", $"{MaxPixels}",
        "-threads", "1",
        "-i", $"file:{film}",
        "-map", "0:v:0", "-frames:v", "1",
        "-vf", $"scale=w={Thumbnail.LongestSide}:h={Thumbnail.LongestSide}:force_original_aspect_ratio=decrease",
        "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "3", "pipe:1",
    ];

    /// <summary>All of it; nothing if it is more than any thumbnail can be.</summary>
    private static async Task<byte[]> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        const int Piece = 32 * 1024;
        using var picture = new MemoryStream();
        var buffer = new byte[Piece];
        while (await output.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (picture.Length + read > MaxOutput)
                return [];
            picture.Write(buffer, 0, read);
        }

        return picture.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }
}
