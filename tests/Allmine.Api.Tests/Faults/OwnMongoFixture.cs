using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Faults;

/// <summary>A service on a MongoDB server that its tests may take away; neither is there where there is no mongod.</summary>
public sealed class OwnMongoFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private MongoServer? server;
    private Service? service;

    public MongoServer Server => server!;

    public Service Service => service!;

    public async Task InitializeAsync()
    {
        if (!MongoServer.HasMongod)
            return;
        server = await MongoServer.StartAsync();
        service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = server.ConnectionString },
        });
    }

    public Task DisposeAsync() => service?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    /// <summary>Comes after <see cref="DisposeAsync"/>: nobody uses the server and the folder by then.</summary>
    public void Dispose()
    {
        server?.Dispose();
        folder.Dispose();
    }
}
