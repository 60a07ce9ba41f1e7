using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Allmine.Tests.Ports;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Tests.Mongo;

/// <summary>One mongod on a free port of the loopback interface, with its data in a temporary folder; both end with it.</summary>
public sealed class Mongod : IDisposable
{
    /// <summary>
    /// Keeps the server until its own input ends, which the operating system sees to even if the process that started it is
    /// killed; then ends it and removes its folder.
    /// </summary>
    private const string Keeper = """exec 2>/dev/null; folder=$1; shift; "$@" </dev/null >/dev/null 2>&1 & server=$!; echo $server; cat >/dev/null; kill -9 $server; wait $server; rm -rf "$folder";""";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string[] command;
    private readonly List<Process> keepers = [];
    private int processId;

    private Mongod(int port, string[] command)
    {
        (Port, Folder) = (port, command[0]);
        this.command = command;
    }

    /// <summary>Whether there is one to start: named by MONGOD, or on the PATH.</summary>
    public static bool IsThere => Executable is not null;

    public int Port { get; }

    /// <summary>Where its data are, for as long as it is not disposed.</summary>
    public string Folder { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    private static string? Executable { get; } = FindExecutable();

    /// <summary>Starts one and comes back at once.</summary>
    /// <param name="replicaSet">The name of the set that it is to belong to, once that is initiated; null for a standalone server.</param>
    /// <param name="cacheGigabytes">How much memory it may use for data.</param>
    /// <param name="isGuarded">Whether it lets only users in, once there is one.</param>
    /// <param name="fill">Puts data into its folder beforehand; null for none.</param>
    public static Mongod Start(string? replicaSet, double cacheGigabytes = 0.25, bool isGuarded = false, Action<string>? fill = null)
    {
        var port = FreePort.Take();
        var folder = Directory.CreateTempSubdirectory("allmine-mongodb-").FullName;
        string[] arguments =
        [
            "--port", $"{port}", "--bind_ip", "127.0.0.1", "--dbpath", folder, "--logpath", Path.Combine(folder, "mongod.log"),
            "--wiredTigerCacheSizeGB", string.Create(CultureInfo.InvariantCulture, $"{cacheGigabytes}"), "--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false",
            .. replicaSet is null ? Array.Empty<string>() : ["--replSet", replicaSet],
            .. isGuarded ? ["--keyFile", NewKeyFile(folder)] : Array.Empty<string>(),
        ];
        fill?.Invoke(folder);
        var mongod = new Mongod(port, [folder, Executable!, .. arguments]);
        mongod.Launch();
        return mongod;
    }

    /// <summary>Starts it again, after <see cref="Kill"/>, with the data that it had.</summary>
    public void Launch()
    {
        var keeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        keepers.Add(keeper);
        processId = int.Parse(keeper.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it as a power cut would; nothing is closed in good order.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Lets it hang: connections stay, and nothing is answered.</summary>
    public void Suspend() => Signal("STOP");

    /// <summary>Ends <see cref="Suspend"/>; what was asked meanwhile is answered now.</summary>
    public void Resume() => Signal("CONT");

    /// <summary>Runs a command of its administration on it, whatever the rest of its set thinks of it.</summary>
    public async Task<BsonDocument> RunAsync(BsonDocument command)
    {
        var settings = MongoClientSettings.FromConnectionString($"mongodb://{Address}/?directConnection=true");
        settings.ServerSelectionTimeout = StartPatience;
        using var client = new MongoClient(settings);
        return await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(command);
    }

    /// <summary>Waits until its greeting is as wanted.</summary>
    public async Task WaitForAsync(Func<BsonDocument, bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < StartPatience)
        {
            if (condition(await RunAsync(new BsonDocument("hello", 1))))
                return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"The mongod at {Address} did not get ready.");
    }

    /// <summary>Ends it and removes its data.</summary>
    public void Dispose()
    {
        foreach (var keeper in keepers)
        {
            keeper.StandardInput.Close();
            keeper.WaitForExit();
            keeper.Dispose();
        }

        keepers.Clear();
    }

    private static string? FindExecutable()
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (Environment.GetEnvironmentVariable("MONGOD") is { Length: > 0 } named)
            return named;
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Select(folder => Path.Combine(folder, "mongod")).FirstOrDefault(File.Exists);
    }

    /// <summary>By which the members of a set know one another; without one, none of them has access control.</summary>
    private static string NewKeyFile(string folder)
    {
        var path = Path.Combine(folder, "key");
        File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        return path;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"The mongod at {Address} could not be sent {signal}.");
    }
}
