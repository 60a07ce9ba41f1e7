using System.Diagnostics;

namespace Allmine.Api.Tests.Processes;

/// <summary>Runs what a developer would paste.</summary>
internal static class Shell
{
    /// <returns>What the command prints.</returns>
    public static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }
}
