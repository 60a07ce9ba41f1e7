using System.Diagnostics;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Delivery;

/// <summary>
/// What <c>deploy/Containerfile</c> makes, without Docker: its lines are run in order in an empty folder, in which each stage has
/// its root. Of the base images there is nothing in it; their system's packages are looked up and not installed.
/// </summary>
public sealed class ContainerBuild : IAsyncLifetime, IDisposable
{
    public static readonly string File = RepositoryFile.At("deploy", "Containerfile");

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = [];
    private readonly List<string> systemPackages = [];
    private string root = "";
    private string workingFolder = "/";

    /// <summary>The commit that it was told.</summary>
    public string Commit { get; private set; } = "";

    /// <summary>Where the last stage has its root.</summary>
    public string Root => root;

    /// <summary>Where the program is.</summary>
    public string App => root + "/app";

    /// <summary>The program itself.</summary>
    public string Program => Path.Combine(App, "Allmine.Api");

    /// <summary>What <c>ENV</c> has set.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>What is installed beside the base image.</summary>
    public IReadOnlyList<string> SystemPackages => systemPackages;

    public async Task InitializeAsync()
    {
        Commit = (await Shell.RunAsync($"git -C {RepositoryFile.At()} rev-parse HEAD 2>/dev/null")).Trim();
        if (Commit.Length == 0)
            Commit = new string('0', 40);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(folder.Path, mode);
        foreach (var instruction in Instruction.ReadAll(File))
            await DoAsync(instruction);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => folder.Dispose();

    private async Task DoAsync(Instruction instruction)
    {
        var words = instruction.Words;
        switch (instruction.Name)
        {
            case "FROM":
                (root, workingFolder) = (Path.Combine(folder.Path, words is [_, "AS", var name] ? name : "last"), "/");
                Directory.CreateDirectory(root);
                break;
            case "WORKDIR":
                workingFolder = instruction.Rest;
                Directory.CreateDirectory(root + workingFolder);
                break;
            case "COPY" when words[0].StartsWith("--from=", StringComparison.Ordinal):
                await RunAsync($"cp -R '{Path.Combine(folder.Path, words[0]["--from=".Length..])}{words[1]}/.' {words[2]}");
                break;
            case "COPY":
                await CopyAsync(words[..^1], words[^1]);
                break;
            case "ARG":
                Assert.Equal("COMMIT", instruction.Rest);
                break;
            case "ENV":
                foreach (var pair in words)
                    environment.Add(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                break;
            case "RUN" when words[0] == "apt-get":
                // Of the machine that the tests run on nothing is to be changed.
                Assert.Matches("^apt-get update && apt-get install -y --no-install-recommends [a-z0-9 ]+ && rm -rf /var/lib/apt/lists/\\*$", instruction.Rest);
                systemPackages.AddRange(instruction.Rest.Split("--no-install-recommends ")[1].Split(" && ")[0].Split(' '));
                break;
            case "RUN":
                // To give a file away is root's.
                await RunAsync(System.Environment.IsPrivilegedProcess ? instruction.Rest : instruction.Rest.Split(" && chown")[0]);
                break;
            case "USER" or "VOLUME" or "EXPOSE" or "HEALTHCHECK" or "STOPSIGNAL" or "ENTRYPOINT":
                break;
            default:
                Assert.Fail($"The tests can't do {instruction.Name}.");
                break;
        }
    }

    /// <summary>Copies what git knows, or would: what was built in the checkout is none of it, as deploy/Containerfile.dockerignore has it.</summary>
    private async Task CopyAsync(string[] sources, string target)
    {
        var known = await Shell.RunAsync($"git -C {RepositoryFile.At()} ls-files --cached --others --exclude-standard -- {string.Join(' ', sources)}");
        var files = known.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => System.IO.File.Exists(RepositoryFile.At(file))).ToList();
        Assert.All(sources, source => Assert.Contains(files, file => file == source || file.StartsWith($"{source}/", StringComparison.Ordinal)));
        var isFolder = target == "./";
        foreach (var file in files)
        {
            // A folder's content goes into the target, a file to it.
            var source = sources.Single(each => file == each || file.StartsWith($"{each}/", StringComparison.Ordinal));
            var place = Path.GetFullPath(Path.Combine(root + workingFolder, isFolder ? Path.GetFileName(file) : target + file[source.Length..]));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            System.IO.File.Copy(RepositoryFile.At(file), place);
        }
    }

    private async Task RunAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = root + workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COMMIT"] = Commit;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{command}\n{output}\n{await errors}");
    }
}
