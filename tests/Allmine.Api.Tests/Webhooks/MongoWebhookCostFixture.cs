using System.Collections.Concurrent;
using Allmine.Api.Tests.Hosting;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver.Core.Events;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>A service on MongoDB with an ear on the commands that its commits send; there is none where there is no server.</summary>
public sealed class MongoWebhookCostFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private OwnMongoDatabase? database;

    public Service? Service { get; private set; }

    public WebhookReceiver Receiver { get; private set; } = null!;

    /// <summary>The names of the commands, in order.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public async Task InitializeAsync()
    {
        Receiver = await WebhookReceiver.StartAsync();
        database = await OwnMongoDatabase.FindAsync();
        if (database is null)
            return;
        Service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string>(WebhookSettingsOfTests.RetryDelays) { ["ConnectionStrings:MongoDB"] = database.ConnectionString },
            Replace = Listen,
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
    public void Dispose() => folder.Dispose();

    private void Listen(IServiceCollection services)
    {
        services.AddSingleton(_ => MongoStore.Open(new MongoStoreOptions
        {
            ConnectionString = database!.ConnectionString,
            Configure = settings => settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(Note),
        }));
        services.AddSingleton<ICommitStore>(provider => new NotedCommitStore(provider.GetRequiredService<MongoCommitStore>()));
    }

    private void Note(CommandStartedEvent command)
    {
        if (NotedCommitStore.IsCommitting)
            Commands.Enqueue(command.CommandName);
    }
}
