using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.OpenApi;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Delivery;

/// <summary>What <c>./release.sh</c> has built, as the container file runs it: small, compiled ahead, and sure of what it is.</summary>
[Collection(nameof(ContainerTestGroup))]
public sealed class ReleaseTests(ContainerBuild container)
{
    private const long Most = 120_000_000;

    [Fact]
    public void Release_WhenBuilt_ThenIsUnderItsSizeAndWithoutARuntime()
    {
        var files = Directory.GetFiles(container.App, "*", SearchOption.AllDirectories);

        Assert.InRange(files.Sum(file => new FileInfo(file).Length), 10_000_000, Most - 1);
        Assert.DoesNotContain(files, file => Path.GetFileName(file) is "libcoreclr.so" or "System.Private.CoreLib.dll" or "appsettings.Development.json");
        var framework = JsonNode.Parse(File.ReadAllText(Path.Combine(container.App, "Allmine.Api.runtimeconfig.json")))!["runtimeOptions"]!;
        Assert.Contains("Microsoft.AspNetCore.App", framework["frameworks"]!.AsArray().Select(each => each!["name"]!.GetValue<string>()));
        // An x64 program of Linux: the magic number of ELF, 64 bits, and the machine 62.
        var head = File.ReadAllBytes(container.Program)[..20];
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2], head[..5]);
        Assert.Equal(62, head[18]);
    }

    [Theory]
    [InlineData("Allmine.Api.dll")]
    [InlineData("Allmine.Application.dll")]
    [InlineData("Allmine.Domain.dll")]
    [InlineData("Allmine.Infrastructure.dll")]
    [InlineData("MongoDB.Driver.dll")]
    public void Release_WhenBuilt_ThenIsCompiledAhead(string file)
    {
        Assert.True(IsCompiledAhead(Path.Combine(container.App, file)));
        // An assembly of the tests' own build is not: the question has two answers.
        Assert.False(IsCompiledAhead(Path.Combine(AppContext.BaseDirectory, "Allmine.Api.dll")));
    }

    [Fact]
    public async Task Release_WhenStartedInProduction_ThenTellsVersionAndCommitEverywhereAndIsReady()
    {
        var told = (await Shell.RunAsync($"{container.Program} --version")).Trim();
        var (version, commit) = (ProgramVersion.Short, container.Commit);
        Assert.Equal($"Allmine {version}+{commit}", told);

        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartInProductionAsync(container.Program, folder.Path, [("Jwt__SigningKey", "0f8a7c1d5e2b4936a1c0d9e8f7b6a5c4d3e2f1a0")]);
        await service.UntilReadyAsync();
        using var http = new HttpClient { BaseAddress = service.Address };
        Assert.Equal(
            $$"""{"status":"live","version":"{{version}}","commit":"{{commit}}"}""",
            await http.GetStringAsync("/health/live"));
        Assert.Contains($"\"message\":\"{told} starts in Production: store Embedded", service.Output[0], StringComparison.Ordinal);

        // The comments that it is made from were released with it.
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v2.json"))!.AsObject();
        var committed = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryFile.At(CommittedDocument.Path)))!.AsObject();
        var paths = document["paths"]!.AsObject();
        // Those of development are in the other one alone.
        Assert.Equal(committed["paths"]!.AsObject().Select(path => path.Key).Where(path => !path.StartsWith("/api/dev/", StringComparison.Ordinal)), paths.Select(path => path.Key));
        Assert.All(paths, path => Assert.Equal(committed["paths"]![path.Key]!.ToJsonString(), path.Value!.ToJsonString()));
        await service.TerminateAsync();
        Assert.Equal(0, await service.EndAsync());
    }

    [Fact]
    public async Task Changelog_WhenRead_ThenItsLatestVersionIsTheProgramsAndItsFormIsKept()
    {
        var lines = await File.ReadAllLinesAsync(RepositoryFile.At("CHANGELOG.md"));
        var versions = lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToList();

        Assert.Equal("## [Unreleased]", versions[0]);
        Assert.All(versions.Skip(1), line => Assert.Matches(@"^## \[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$", line));
        Assert.StartsWith($"## [{ProgramVersion.Short}] ", versions[1], StringComparison.Ordinal);
        // Those of Keep a Changelog, and the one that every operator has to read before an upgrade.
        string[] sections = ["### Added", "### Changed", "### Deprecated", "### Removed", "### Fixed", "### Security", "### Stored data"];
        Assert.All(lines.Where(line => line.StartsWith("### ", StringComparison.Ordinal)), line => Assert.Contains(line, sections));
    }

    [Fact]
    public async Task Release_WhenAnOptionIsUnknown_ThenSaysSoAndBuildsNothing()
    {
        using var started = Process.Start(new ProcessStartInfo(RepositoryFile.At("release.sh"), ["--nonsense"]) { RedirectStandardError = true })!;
        var errors = await started.StandardError.ReadToEndAsync();
        await started.WaitForExitAsync();

        Assert.Equal(1, started.ExitCode);
        Assert.StartsWith("There is no option --nonsense.", errors, StringComparison.Ordinal);
    }

    private static bool IsCompiledAhead(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        return assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
