using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Hosting;

/// <summary>A database of a test's own on the shared MongoDB server; dropped in the end.</summary>
public sealed class OwnMongoDatabase : IAsyncDisposable
{
    private readonly MongoClient client;
    private readonly string name = $"allmine-test-{ObjectId.GenerateNewId()}";

    private OwnMongoDatabase(MongoServer server)
    {
        client = new MongoClient(server.ConnectionString);
        ConnectionString = new MongoUrlBuilder(server.ConnectionString) { DatabaseName = name }.ToString();
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
        await client.DropDatabaseAsync(name);
        client.Dispose();
    }
}
