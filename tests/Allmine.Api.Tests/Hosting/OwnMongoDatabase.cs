using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Hosting;

/// <summary>A database of a test's own on the shared MongoDB server; dropped in the end.</summary>
public sealed class OwnMongoDatabase : IAsyncDisposable
{
    /// <summary>Only stops what hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly MongoClient client;
    private readonly string name = $"allmine-test-{ObjectId.GenerateNewId()}";

    private OwnMongoDatabase(MongoServer server)
    {
        client = new MongoClient(server.ConnectionString);
        ConnectionString = new MongoUrlBuilder(server.ConnectionString) { DatabaseName = name, ApplicationName = name }.ToString();
    }

    public string ConnectionString { get; }

    /// <summary>To look at what a service has stored, or to spoil it.</summary>
    public IMongoDatabase Database => client.GetDatabase(name);

    /// <summary>Null where there is no server.</summary>
    public static async Task<OwnMongoDatabase?> FindAsync() => await MongoServer.SharedAsync() is { } server ? new OwnMongoDatabase(server) : null;

    /// <summary>Skips the test where there is no server.</summary>
    public static async Task<OwnMongoDatabase> DemandAsync()
    {
        var database = await FindAsync();
        Skip.If(database is null, MongoServer.NoServer);
        return database!;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var dropped = client.DropDatabaseAsync(name, patience.Token);
        while (await Task.WhenAny(dropped, Task.Delay(Pause, CancellationToken.None)) != dropped)
            await EndAbandonedTransactionsAsync();
        await dropped;
        client.Dispose();
    }

    /// <summary>A service that was killed leaves the transaction that it was in, which keeps the database for a minute.</summary>
    private async Task EndAbandonedTransactionsAsync()
    {
        var admin = client.GetDatabase("admin");
        var mine = new BsonDocument { { "appName", name }, { "type", "idleSession" }, { "transaction", new BsonDocument("$exists", true) } };
        var sessions = await admin.Aggregate()
            .AppendStage<BsonDocument>(new BsonDocument("$currentOp", new BsonDocument { { "allUsers", true }, { "idleSessions", true } }))
            .Match(mine)
            // All of it can't be read: it has a name twice.
            .Project(new BsonDocument("lsid", 1))
            .ToListAsync();
        if (sessions.Count > 0)
            await admin.RunCommandAsync<BsonDocument>(new BsonDocument("killAllSessionsByPattern", new BsonArray(sessions.Select(Pattern))));
    }

    private static BsonDocument Pattern(BsonDocument session) =>
        new("lsid", new BsonDocument { { "id", session["lsid"]["id"] }, { "uid", session["lsid"]["uid"] } });
}
