using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Hosting;

/// <summary>One service on a database of its own of the shared MongoDB server; there is none where there is no server.</summary>
public sealed class MongoServiceFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private MongoUrl? url;

    public Service? Service { get; private set; }

    public async Task InitializeAsync()
    {
        if (await MongoServer.SharedAsync() is not { } server)
            return;
        url = new MongoUrlBuilder(server.ConnectionString) { DatabaseName = $"allmine-test-{ObjectId.GenerateNewId()}" }.ToMongoUrl();
        Service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = url.ToString() },
        });
    }

    public async Task DisposeAsync()
    {
        if (Service is null)
            return;
        await Service.DisposeAsync();
        using var client = new MongoClient(url);
        await client.DropDatabaseAsync(url!.DatabaseName);
    }

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();
}
