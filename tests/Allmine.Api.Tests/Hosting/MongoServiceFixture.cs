using MongoDB.Driver;

namespace Allmine.Api.Tests.Hosting;

/// <summary>One service on a database of its own of the shared MongoDB server; there is none where there is no server.</summary>
public sealed class MongoServiceFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private OwnMongoDatabase? database;

    public Service? Service { get; private set; }

    /// <summary>To look at what the service has stored, or to spoil it.</summary>
    public IMongoDatabase? Database => database?.Database;

    public async Task InitializeAsync()
    {
        database = await OwnMongoDatabase.FindAsync();
        if (database is null)
            return;
        Service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = database.ConnectionString },
        });
    }

    public async Task DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();
}
