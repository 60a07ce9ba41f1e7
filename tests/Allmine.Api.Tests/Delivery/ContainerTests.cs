using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Tests.Ports;

namespace Allmine.Api.Tests.Delivery;

/// <summary>What the container file makes runs as it says: as a user of its own, writing nowhere but in its folders, healthy by its own check.</summary>
[Collection(nameof(ContainerTestGroup))]
public sealed class ContainerTests(ContainerBuild container)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Container_WhenStartedAsItsUser_ThenIsHealthyAndHasWrittenNothingOfItsOwn()
    {
        var lines = Instruction.ReadAll(ContainerBuild.File);
        var user = lines.Single(line => line.Name == "USER").Rest;
        var port = FreePort.Take();
        var written = container.Environment["Embedded__Path"];
        using var temporary = new TemporaryFolder();
        await ShellAsync($"chmod 1777 {temporary.Path}");
        var before = Everything();
        string[] command = [container.Root + Strings(lines.Single(line => line.Name == "ENTRYPOINT").Rest)[0]];
        if (Environment.IsPrivilegedProcess)
            command = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = container.App };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in container.Environment)
            start.Environment[name] = value.StartsWith('/') ? container.Root + value : value;
        start.Environment["TMPDIR"] = temporary.Path;
        // Others may use the ports of the file here.
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://+:{port}");
        start.Environment["Metrics__Port"] = FreePort.Take().ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in new[] { ("Store", "embedded"), ("Hosts__Allowed__0", "127.0.0.1"), ("Jwt__Issuer", "issuer"), ("Jwt__Audience", "audience"), ("Jwt__SigningKey", "0f8a7c1d5e2b4936a1c0d9e8f7b6a5c4d3e2f1a0"), ("Shutdown__DrainDelay", "00:00:00") })
            start.Environment[name] = value;

        var check = Strings(lines.Single(line => line.Name == "HEALTHCHECK").Rest.Split(" CMD ")[1])
            .Select(part => part.Replace("127.0.0.1:5080", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), StringComparison.Ordinal)).ToArray();
        // While it does not run it is not healthy: the check can fail.
        Assert.NotEqual(0, await RunAsync(check));
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var since = Stopwatch.GetTimestamp();
            while (await RunAsync(check) != 0)
            {
                Assert.False(process.HasExited, process.HasExited ? await errors : "");
                Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "It is not healthy.");
                await Task.Delay(100);
            }

            if (Environment.IsPrivilegedProcess)
                Assert.Contains($"Uid:\t{user}\t{user}\t{user}\t{user}\n", await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status")), StringComparison.Ordinal);
            await ShellAsync(string.Create(CultureInfo.InvariantCulture, $"kill -{lines.Single(line => line.Name == "STOPSIGNAL").Rest["SIG".Length..]} {process.Id}"));
            using var patience = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await errors);
            Assert.Contains("starts in Production", await output, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        Assert.Equal(before, Everything());
        Assert.True(File.Exists(Path.Combine(container.Root + written, "allmine.db")));

        // All that is there, but for what is in the folder that it may write in.
        List<string> Everything() => [.. Directory.GetFileSystemEntries(container.App, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith($"{container.Root}{written}/", StringComparison.Ordinal))
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")
            .Where(entry => !entry.StartsWith($"{container.Root}{written} ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    [SkippableFact]
    public async Task SystemPackages_WhenLookedUp_ThenAreKnown()
    {
        Skip.IfNot(File.Exists("/usr/bin/apt-cache"), "apt-cache is missing: this is no Debian");

        Assert.Equal(["curl", "ffmpeg"], container.SystemPackages);
        foreach (var package in container.SystemPackages)
            Assert.Equal(0, await RunAsync(["apt-cache", "show", package]));
        Assert.NotEqual(0, await RunAsync(["apt-cache", "show", "ffmpeg-of-nobody"]));
    }

    /// <summary>What is copied is not left out by the file that says what is.</summary>
    [Fact]
    public void Sources_WhenComparedWithWhatIsIgnored_ThenAreAllLetThrough()
    {
        var kept = File.ReadAllLines($"{ContainerBuild.File}.dockerignore").Where(line => line.StartsWith('!')).Select(line => line[1..]).Order();
        var copied = Instruction.ReadAll(ContainerBuild.File).Where(line => line.Name == "COPY" && !line.Rest.StartsWith("--from", StringComparison.Ordinal)).SelectMany(line => line.Words[..^1]).Order();

        Assert.Equal(copied, kept);
    }

    private static string[] Strings(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    private static Task ShellAsync(string command) => RunAsync(["/bin/sh", "-c", command]);

    private static async Task<int> RunAsync(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
