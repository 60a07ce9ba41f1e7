using System.Globalization;
using Allmine.Tests.Mongo;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// The replica set to measure on: the one that ALLMINE_BENCH_MONGODB names, or else one member, started here for as long as
/// the measurement takes. The databases made on it are dropped at the end.
/// </summary>
internal sealed class MongoBenchServer : IAsyncDisposable
{
    private const string Variable = "ALLMINE_BENCH_MONGODB";

    /// <summary>
    /// Of a server that is started here. What is measured stays in memory: with 1, the server made room in it while it was
    /// measured, the more the more was stored.
    /// </summary>
    private const double CacheGigabytes = 4;

    private readonly MongoClient client;
    private readonly string uri;
    private readonly MongoServer? own;
    private readonly List<string> databases = [];

    private MongoBenchServer(string uri, MongoServer? own)
    {
        this.uri = uri;
        this.own = own;
        client = new MongoClient(uri);
    }

    public static async Task<MongoBenchServer> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return new MongoBenchServer(named, null);
        if (!MongoServer.HasMongod)
            throw new BenchException($"No MongoDB: set {Variable} to the URI of a replica set, or MONGOD to a mongod, or have one on the PATH.");
        var own = await MongoServer.StartAsync(cacheGigabytes: CacheGigabytes);
        return new MongoBenchServer(own.ConnectionString, own);
    }

    /// <summary>An empty database of this measurement.</summary>
    public MongoBenchDatabase NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"allmine_bench_{Environment.ProcessId}_{databases.Count + 1}");
        databases.Add(name);
        return new MongoBenchDatabase(client.GetDatabase(name), new MongoUrlBuilder(uri) { DatabaseName = name }.ToString());
    }

    /// <summary>
    /// How full the server's cache is, and what it took to make room in it since the server was started. Where that is much, the
    /// cache was measured, too.
    /// </summary>
    public async Task<string> DescribeCacheAsync(CancellationToken cancellationToken)
    {
        var status = await client.GetDatabase("admin")
            .RunCommandAsync<BsonDocument>(new BsonDocument("serverStatus", 1), null, cancellationToken);
        var cache = status["wiredTiger"]["cache"];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"mongod's cache: {Gibibytes(cache["bytes currently in the cache"]):F1} of {Gibibytes(cache["maximum bytes configured"]):F1} GiB used; "
            + $"{cache["modified pages evicted"].ToInt64()} modified pages evicted, "
            + $"{cache["pages evicted by application threads"].ToInt64()} pages by threads that serve clients.");
    }

    /// <summary>The processor time that the server has used since it was started; 0 where it doesn't tell.</summary>
    public async Task<double> ProcessorSecondsAsync(CancellationToken cancellationToken)
    {
        var status = await client.GetDatabase("admin")
            .RunCommandAsync<BsonDocument>(new BsonDocument("serverStatus", 1), null, cancellationToken);
        var times = status["extra_info"].AsBsonDocument;
        return (times.GetValue("user_time_us", 0).ToInt64() + times.GetValue("system_time_us", 0).ToInt64()) / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        if (own is null)
        {
            foreach (var name in databases)
                await client.DropDatabaseAsync(name);
        }

        client.Dispose();
        own?.Dispose();
    }

    private static double Gibibytes(BsonValue bytes) => bytes.ToInt64() / (double)(1L << 30);
}
