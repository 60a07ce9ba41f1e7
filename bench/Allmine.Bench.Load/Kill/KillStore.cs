using Allmine.Bench.Load.Suite;
using Allmine.Tests.Mongo;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Kill;

/// <summary>The store that the service is killed on. It outlives the service, and ends with this.</summary>
internal sealed class KillStore : IDisposable
{
    private const string ServerVariable = "ALLMINE_BENCH_MONGODB";

    private readonly IDisposable? server;

    private KillStore(ServerProgram program, IDisposable? server) => (Program, this.server) = (program, server);

    /// <summary>The service, told to use the store.</summary>
    public ServerProgram Program { get; }

    /// <summary>
    /// For <c>mongodb</c>: a new database on the server that the environment names, else on a mongod of its own, which is one
    /// named by MONGOD or found on the PATH.
    /// </summary>
    public static async Task<KillStore> OpenAsync(string store, Workbench bench) => store switch
    {
        "embedded" => new KillStore(bench.ServiceOn("sqlite"), server: null),
        "mongodb" when Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } uri => new KillStore(OnMongo(bench, uri), server: null),
        "mongodb" when MongoServer.HasMongod => OnOwn(bench, await MongoServer.StartAsync()),
        "mongodb" => throw new BenchException($"No MongoDB: set {ServerVariable} to a replica set's URI, or MONGOD to a mongod, or have one on the PATH."),
        _ => throw new ArgumentException($"--store must be embedded or mongodb, not {store}"),
    };

    public void Dispose() => server?.Dispose();

    private static KillStore OnOwn(Workbench bench, MongoServer server) => new(OnMongo(bench, server.ConnectionString), server);

    private static ServerProgram OnMongo(Workbench bench, string uri)
    {
        var url = new MongoUrlBuilder(uri) { DatabaseName = $"allmine_bench_{ObjectId.GenerateNewId()}" };
        return bench.ServiceOn("mongodb", ("ConnectionStrings__MongoDB", url.ToString()));
    }
}
