using Allmine.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>The same on a database of its own of the shared MongoDB server; there is no service where there is no server.</summary>
public class MongoWebhookFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private OwnMongoDatabase? database;

    public Service? Service { get; private set; }

    public WebhookReceiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await WebhookReceiver.StartAsync();
        database = await OwnMongoDatabase.FindAsync();
        if (database is null)
            return;
        Service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string>(WebhookSettingsOfTests.RetryDelays) { ["ConnectionStrings:MongoDB"] = database.ConnectionString },
            Replace = services => Replace(services, database.ConnectionString),
        });
    }

    public async Task DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts services of the test in the place of the service's own.</summary>
    protected virtual void Replace(IServiceCollection services, string connectionString)
    {
    }
}
