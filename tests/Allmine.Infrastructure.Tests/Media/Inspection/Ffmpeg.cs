using System.ComponentModel;
using System.Diagnostics;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>Makes real films and sounds where FFmpeg is installed.</summary>
internal static class Ffmpeg
{
    public static bool IsInstalled { get; } = Runs();

    public static async Task MakeAsync(string path, params string[] arguments)
    {
        using var process = Start([.. arguments, "-y", path]);
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, complaints);
    }

    private static bool Runs()
    {
        try
        {
            using var process = Start(["-version"]);
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true, RedirectStandardOutput = arguments.Length == 1 };
        foreach (var argument in (string[])["-nostdin", "-v", "error", .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
