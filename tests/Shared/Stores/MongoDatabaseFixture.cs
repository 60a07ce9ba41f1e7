using Allmine.Application.Ports.Store;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Tests.Stores;

/// <summary>A database of a test class's own on the shared server, with the schema in place; dropped in the end.</summary>
public sealed class MongoDatabaseFixture : IAsyncLifetime
{
    private readonly string database = $"allmine-test-{ObjectId.GenerateNewId()}";
    private readonly List<MongoNode> nodes = [];
    private MongoServer? server;

    /// <summary>Why there is no database; null if there is one.</summary>
    public string? Absence => server is null ? MongoServer.NoServer : null;

    internal MongoNode Node { get; private set; } = null!;

    /// <summary>The raw database, for what the ports don't show.</summary>
    internal IMongoDatabase Raw => Node.Client.GetDatabase(database);

    internal string ConnectionString
    {
        get
        {
            var url = new MongoUrlBuilder(server!.ConnectionString) { DatabaseName = database };
            return url.ToString();
        }
    }

    public async Task InitializeAsync()
    {
        server = await MongoServer.SharedAsync();
        if (server is null)
            return;
        Node = NewNode();
        await Node.Get<IStoreInitializer>().InitializeAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
            await Node.Client.DropDatabaseAsync(database);
        foreach (var node in nodes)
            node.Dispose();
    }

    /// <summary>Skips the test that calls it where there is no server.</summary>
    public void DemandServer() => Skip.If(Absence is not null, Absence);

    /// <param name="applicationName">By which a failpoint tells this node's commands from all others.</param>
    /// <param name="time">The time of day if nothing is said.</param>
    internal MongoNode NewNode(string? applicationName = null, TimeProvider? time = null)
    {
        var node = new MongoNode(ConnectionString, applicationName, time);
        nodes.Add(node);
        return node;
    }
}
