using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Tests.Mongo;

/// <summary>
/// A real MongoDB server. Looked for in this order: the connection string in ALLMINE_TEST_MONGODB; a mongod named by MONGOD
/// or found on the PATH, which is started here on a free port of the loopback interface. Where there is none, the tests
/// that need it are skipped and say why.
/// </summary>
public sealed class MongoServer : IDisposable
{
    public const string NoServer =
        "No MongoDB: set ALLMINE_TEST_MONGODB to the connection string of a replica set, or MONGOD to a mongod, or have one on the PATH.";

    public const string NoMongod = "This test starts servers of its own: set MONGOD to a mongod, or have one on the PATH.";

    private const string SetName = "allmine-tests";

    /// <summary>
    /// Keeps the server until its own input ends, which the operating system sees to even if the test process is killed;
    /// then ends it and removes its folder.
    /// </summary>
    private const string Keeper = """exec 2>/dev/null; folder=$1; shift; "$@" </dev/null >/dev/null 2>&1 & server=$!; echo $server; cat >/dev/null; kill -9 $server; wait $server; rm -rf "$folder";""";

    private static readonly Lazy<Task<MongoServer?>> TheShared = new(FindAsync);

    private readonly string[] command;
    private readonly List<Process> keepers = [];
    private int processId;

    private MongoServer(string connectionString, params string[] command)
    {
        ConnectionString = connectionString;
        this.command = command;
    }

    /// <summary>Whether there is a mongod to start.</summary>
    public static bool HasMongod => Mongod is not null;

    /// <summary>Without a database's name.</summary>
    public string ConnectionString { get; }

    private static string? Mongod { get; } = FindMongod();

    /// <summary>The one server of the test run; null if there is none to be had.</summary>
    public static Task<MongoServer?> SharedAsync() => TheShared.Value;

    /// <summary>Starts a server for the caller alone, who ends it: a replica set of one member, or a standalone server.</summary>
    public static async Task<MongoServer> StartAsync(bool replicaSet = true)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("allmine-mongodb-").FullName;
        string[] arguments =
        [
            "--port", $"{port}", "--bind_ip", "127.0.0.1", "--dbpath", folder, "--logpath", Path.Combine(folder, "mongod.log"),
            "--wiredTigerCacheSizeGB", "0.25", "--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false",
            .. replicaSet ? ["--replSet", SetName] : Array.Empty<string>(),
        ];
        var server = new MongoServer($"mongodb://127.0.0.1:{port}/{(replicaSet ? $"?replicaSet={SetName}" : string.Empty)}", [folder, Mongod!, .. arguments]);
        server.Launch();

        var direct = $"mongodb://127.0.0.1:{port}/?directConnection=true";
        if (replicaSet)
        {
            await WaitForAsync(direct, hello => hello.Contains("isreplicaset"));
            using var client = new MongoClient(direct);
            var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", $"127.0.0.1:{port}" } } };
            await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(
                new BsonDocument("replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", members } }));
        }

        await WaitForAsync(direct, hello => hello["isWritablePrimary"].ToBoolean());
        return server;
    }

    /// <summary>Starts the server again, after <see cref="Kill"/>, with the data that it had.</summary>
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

    /// <summary>Ends the server as a power cut would; nothing is closed in good order.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Ends the server and removes its data.</summary>
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

    private static async Task<MongoServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("ALLMINE_TEST_MONGODB") is { Length: > 0 } connectionString)
            return new MongoServer(connectionString);
        if (!HasMongod)
            return null;
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }

    private static string? FindMongod()
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (Environment.GetEnvironmentVariable("MONGOD") is { Length: > 0 } named)
            return named;
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Select(folder => Path.Combine(folder, "mongod")).FirstOrDefault(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitForAsync(string connectionString, Func<BsonDocument, bool> condition)
    {
        var settings = MongoClientSettings.FromConnectionString(connectionString);
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(30);
        using var client = new MongoClient(settings);
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60))
        {
            if (condition(await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1))))
                return;
            await Task.Delay(50);
        }

        throw new TimeoutException("The MongoDB server did not get ready.");
    }
}
