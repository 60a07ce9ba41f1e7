using System.Collections.Concurrent;
using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver.Core.Events;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>The same with an ear on the commands that its commits send.</summary>
public sealed class MongoWebhookCostFixture : MongoWebhookFixture
{
    /// <summary>The names of the commands, in order.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    protected override void Replace(IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => MongoStore.Open(new MongoStoreOptions
        {
            ConnectionString = connectionString,
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
