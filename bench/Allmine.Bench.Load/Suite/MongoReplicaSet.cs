using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// The replica set to measure on: the one that ALLMINE_BENCH_MONGODB names, or else one member, started here for as long as
/// the measurement takes. The databases made on it are dropped at the end.
/// </summary>
internal sealed class MongoReplicaSet : IAsyncDisposable
{
    private const string SetName = "allmine-bench";

    /// <summary>
    /// Keeps the server until its own input ends, which the operating system sees to even if the measurement is killed;
    /// then ends the server and removes its folder.
    /// </summary>
    private const string Keeper = """folder=$1; shift; "$@" </dev/null >/dev/null 2>&1 & cat >/dev/null; kill -9 $!; wait $! 2>/dev/null; rm -rf "$folder";""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MongoClient client;
    private readonly string uri;
    private readonly Process? keeper;
    private readonly List<string> databases = [];

    private MongoReplicaSet(string uri, Process? keeper)
    {
        this.uri = uri;
        this.keeper = keeper;
        client = new MongoClient(uri);
    }

    public static async Task<MongoReplicaSet> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("ALLMINE_BENCH_MONGODB") is { Length: > 0 } uri)
            return new MongoReplicaSet(uri, null);
        var mongod = FindMongod() ?? throw new BenchException(
            "No MongoDB: set ALLMINE_BENCH_MONGODB to the URI of a replica set, or MONGOD to a mongod, or have one on the PATH.");
        return await StartAsync(mongod, cancellationToken);
    }

    /// <summary>An empty database of this measurement.</summary>
    public MongoBenchDatabase NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"allmine_bench_{Environment.ProcessId}_{databases.Count + 1}");
        databases.Add(name);
        var parts = uri.Split('?', 2);
        return new MongoBenchDatabase(
            client.GetDatabase(name), $"{parts[0].TrimEnd('/')}/{name}" + (parts.Length > 1 ? "?" + parts[1] : ""));
    }

    public async ValueTask DisposeAsync()
    {
        if (keeper is null)
        {
            foreach (var name in databases)
                await client.DropDatabaseAsync(name);
        }

        client.Dispose();
        if (keeper is not null)
        {
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }
    }

    private static async Task<MongoReplicaSet> StartAsync(string mongod, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("allmine-bench-mongodb-").FullName;
        string[] command =
        [
            mongod, "--port", $"{port}", "--bind_ip", "127.0.0.1", "--dbpath", folder,
            "--logpath", Path.Combine(folder, "mongod.log"), "--wiredTigerCacheSizeGB", "1", "--replSet", SetName,
        ];
        var keeper = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Keeper, "keeper", folder, .. command])
        {
            RedirectStandardInput = true,
        })!;
        var mongo = new MongoReplicaSet($"mongodb://127.0.0.1:{port}/?replicaSet={SetName}", keeper);
        try
        {
            await InitiateAsync(port, cancellationToken);
            return mongo;
        }
        catch
        {
            await mongo.DisposeAsync();
            throw;
        }
    }

    private static async Task InitiateAsync(int port, CancellationToken cancellationToken)
    {
        var settings = MongoClientSettings.FromConnectionString($"mongodb://127.0.0.1:{port}/?directConnection=true");
        settings.ServerSelectionTimeout = Patience;
        using var direct = new MongoClient(settings);
        var admin = direct.GetDatabase("admin");
        var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", $"127.0.0.1:{port}" } } };
        try
        {
            await admin.RunCommandAsync<BsonDocument>(
                new BsonDocument("replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", members } }),
                cancellationToken: cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new BenchException($"mongod did not start: {exception.Message}");
        }

        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            var hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken);
            if (hello["isWritablePrimary"].ToBoolean())
                return;
            await Task.Delay(50, cancellationToken);
        }

        throw new BenchException("mongod did not become primary.");
    }

    private static string? FindMongod()
    {
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
}
