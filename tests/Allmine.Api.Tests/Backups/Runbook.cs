using System.Diagnostics;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Backups;

/// <summary>The lines that docs/operations.md has an operator run.</summary>
internal static class Runbook
{
    /// <summary>Those under a heading, in order.</summary>
    public static IReadOnlyList<string> LinesUnder(string heading)
    {
        var page = File.ReadAllLines(RepositoryFile.At("docs", "operations.md"));
        var start = Array.IndexOf(page, $"### {heading}");
        Assert.True(start >= 0, heading);
        return [.. page.Skip(start + 1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim())];
    }

    /// <summary>Runs a line in a folder; what a copy says of files that are gone is no fault.</summary>
    public static async Task RunAsync(string line, string folder, IEnumerable<(string Name, string? Value)>? settings = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? [])
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        var complaints = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isNoFault = line.StartsWith("cp ", StringComparison.Ordinal) && complaints.Length > 0 && complaints.All(text => text.EndsWith("No such file or directory", StringComparison.Ordinal));
        Assert.True(shell.ExitCode == 0 || isNoFault, $"{line}\n{await output}\n{errors}");
    }
}
