using MongoDB.Bson;

namespace Allmine.Tests.Mongo;

/// <summary>
/// A real MongoDB server. Looked for in this order: the connection string in ALLMINE_TEST_MONGODB; a mongod named by MONGOD
/// or found on the PATH, which is started here on a free port of the loopback interface. Where there is none, the tests
/// that need it are skipped and say why.
/// </summary>
public sealed class MongoServer : IDisposable
{
    public const string NoServer =
        "No MongoDB: set ALLMINE_TEST_MONGODB to the connection string of a replica set, or MONGOD to a mongod, or have one on the PATH.";

    public const string NoMongod = "This test starts MongoDB servers of its own: set MONGOD to a mongod, or have one on the PATH.";

    private const string SetName = "allmine-tests";

    private static readonly Lazy<Task<MongoServer?>> TheShared = new(FindAsync);

    private readonly Mongod? mongod;

    private MongoServer(string connectionString, Mongod? mongod)
    {
        ConnectionString = connectionString;
        this.mongod = mongod;
    }

    /// <summary>Whether there is a mongod to start.</summary>
    public static bool HasMongod => Mongod.IsThere;

    /// <summary>Without a database's name.</summary>
    public string ConnectionString { get; }

    /// <summary>The process, of a server that was started here.</summary>
    public Mongod Process => mongod ?? throw new InvalidOperationException("This server was started by somebody else.");

    /// <summary>The one server of the test run; null if there is none to be had.</summary>
    public static Task<MongoServer?> SharedAsync() => TheShared.Value;

    /// <summary>Starts a server for the caller alone, who ends it: a replica set of one member, or a standalone server.</summary>
    public static async Task<MongoServer> StartAsync(bool replicaSet = true, double cacheGigabytes = 0.25)
    {
        var mongod = Mongod.Start(replicaSet ? SetName : null, cacheGigabytes);
        if (replicaSet)
        {
            await mongod.WaitForAsync(hello => hello.Contains("isreplicaset"));
            var members = new BsonArray { new BsonDocument { { "_id", 0 }, { "host", mongod.Address } } };
            await mongod.RunAsync(new BsonDocument("replSetInitiate", new BsonDocument { { "_id", SetName }, { "members", members } }));
        }

        await mongod.WaitForAsync(hello => hello["isWritablePrimary"].ToBoolean());
        return new MongoServer($"mongodb://{mongod.Address}/{(replicaSet ? $"?replicaSet={SetName}" : string.Empty)}", mongod);
    }

    /// <summary>Starts the server again, after <see cref="Kill"/>, with the data that it had.</summary>
    public void Launch() => Process.Launch();

    /// <summary>Ends the server as a power cut would; nothing is closed in good order.</summary>
    public void Kill() => Process.Kill();

    /// <summary>Ends the server and removes its data.</summary>
    public void Dispose() => mongod?.Dispose();

    private static async Task<MongoServer?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("ALLMINE_TEST_MONGODB") is { Length: > 0 } connectionString)
            return new MongoServer(connectionString, mongod: null);
        if (!HasMongod)
            return null;
        var server = await StartAsync();
        // Tests write records of any time. The server would take those that are over, once a minute.
        await server.Process.RunAsync(new BsonDocument { { "setParameter", 1 }, { "ttlMonitorEnabled", false } });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    }
}
