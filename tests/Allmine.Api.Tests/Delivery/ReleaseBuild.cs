using System.Diagnostics;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Delivery;

/// <summary>What <c>./release.sh</c> builds, once for all tests of it.</summary>
public sealed class ReleaseBuild : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Where it is.</summary>
    public string Folder => Path.Combine(folder.Path, "app");

    /// <summary>The program itself.</summary>
    public string Program => Path.Combine(Folder, "Allmine.Api");

    /// <summary>What the command has printed.</summary>
    public string Output { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo(RepositoryFile.At("release.sh"), ["--output", Folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // It finds out by itself from which commit it builds.
        start.Environment.Remove("SOURCE_COMMIT");
        using var release = Process.Start(start)!;
        var errors = release.StandardError.ReadToEndAsync();
        Output = await release.StandardOutput.ReadToEndAsync();
        await release.WaitForExitAsync();
        Assert.True(release.ExitCode == 0, $"{Output}\n{await errors}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();
}
