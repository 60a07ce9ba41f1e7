using System.ComponentModel;
using System.Diagnostics;

namespace Allmine.Infrastructure.Media.Inspection.Measuring.Pictures;

/// <summary>
/// Runs FFmpeg or its probe on a film, fenced in: it opens the one file and no address, only as a film or a sound and never as a list of other files. It
/// knows nothing of the service's environment, and has its limits of memory, processor time and files where there is a shell to set them.
/// </summary>
internal static class FfmpegRun
{
    /// <summary>The most memory that it may address, in bytes.</summary>
    public const long MaxMemory = 1024L * 1024 * 1024;

    /// <summary>Of one picture of the film: what is larger is not decoded.</summary>
    private const int MaxPixels = 50_000_000;

    private static readonly string[] Fence =
    [
        "-v", "error",
        "-protocol_whitelist", "file,pipe",
        "-format_whitelist", "mov,matroska,mp3,wav,ogg,flac,aac",
        "-max_pixels", $"{MaxPixels}",
        "-threads", "1",
    ];

    /// <summary>Runs it until the reader has seen enough, and no longer. Whatever happens to it, the reader just sees its output end.</summary>
    /// <param name="program">An absolute path.</param>
    /// <param name="film">Its path: random and without an extension, by which FFmpeg might guess.</param>
    /// <param name="before">Arguments that say how the film is read.</param>
    /// <param name="after">Arguments that say what is made of it.</param>
    /// <param name="maxProcessorSeconds">The most processor time that it may use, in seconds.</param>
    /// <param name="read">Reads the output.</param>
    /// <param name="cancellationToken">Kills it, and ends the reading.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task RunAsync(
        string program, string film, string[] before, string[] after, int maxProcessorSeconds, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = RestrictedProcess.Start(program, [.. Fence, .. before, "-i", $"file:{film}", .. after], new ProcessLimits(MaxMemory, maxProcessorSeconds)),
        };
        try
        {
            if (!process.Start())
                return;
        }
        catch (Win32Exception)
        {
            return;
        }

        try
        {
            // Nothing is to be read from it, and a pipe that nobody empties would hold it up.
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            _ = complaints.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await read(process.StandardOutput.BaseStream, cancellationToken);
        }
        catch (IOException)
        {
            // It has died.
        }
        finally
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            // It alone: the shell has become the program, which starts no other. To look for others is to read of every process of the machine.
            if (!process.HasExited)
                process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }
}
