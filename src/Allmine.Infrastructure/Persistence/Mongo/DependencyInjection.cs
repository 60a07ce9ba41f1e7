using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Feed;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Infrastructure.Persistence.Mongo.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Allmine.Infrastructure.Persistence.Mongo;

public static class DependencyInjection
{
    /// <summary>Adds the ports of the store, kept in MongoDB: a replica set, or a cluster of them. Nothing is connected yet.</summary>
    public static IServiceCollection AddMongoStore(this IServiceCollection services, MongoStoreOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => MongoStore.Open(options));
        services.AddSingleton<UnreadableRecords>();
        services.AddSingleton<MongoSessions>();
        services.AddSingleton<MongoNodeRegistry>();
        services.AddSingleton<MongoNodeKeeper>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MongoNodeKeeper>());
        services.AddSingleton<MongoReadMarkers>();
        services.AddSingleton<MongoSentChanges>();
        services.AddSingleton<MongoPastVersions>();
        services.AddSingleton<MongoAlterations>();
        services.AddSingleton<MongoChatRepository>();
        services.AddSingleton<MongoMessageRepository>();
        services.AddSingleton<MongoUserRepository>();
        services.AddSingleton<MongoIdempotencyRepository>();
        services.AddSingleton<MongoFileRepository>();
        services.AddSingleton<MongoWalletRepository>();
        services.AddSingleton<MongoLedgerRepository>();
        services.AddSingleton<IChatRepository>(provider => provider.GetRequiredService<MongoChatRepository>());
        services.AddSingleton<IChatSettingsRepository, MongoChatSettingsRepository>();
        services.AddSingleton<IMessageRepository>(provider => provider.GetRequiredService<MongoMessageRepository>());
        services.AddSingleton<IChangeRepository, MongoChangeRepository>();
        services.AddSingleton<IUserRepository>(provider => provider.GetRequiredService<MongoUserRepository>());
        services.AddSingleton<IIdempotencyRepository>(provider => provider.GetRequiredService<MongoIdempotencyRepository>());
        services.AddSingleton<IFileRepository>(provider => provider.GetRequiredService<MongoFileRepository>());
        services.AddSingleton<IThumbnailBacklog, MongoThumbnailBacklog>();
        services.AddSingleton<IErasureBacklog, MongoErasureBacklog>();
        services.AddSingleton<IWalletRepository>(provider => provider.GetRequiredService<MongoWalletRepository>());
        services.AddSingleton<ILedgerRepository>(provider => provider.GetRequiredService<MongoLedgerRepository>());
        services.AddSingleton<IStoreSnapshots, MongoStoreSnapshots>();
        services.AddSingleton<MongoMessageChanges>();
        services.AddSingleton<MongoChatChanges>();
        services.AddSingleton<IEventFeed, MongoEventFeed>();
        services.AddSingleton<MongoCommitStore>();
        services.AddSingleton<ICommitStore>(provider => provider.GetRequiredService<MongoCommitStore>());
        services.AddSingleton<IStoreRehearsal, MongoStoreRehearsal>();
        services.AddSingleton(MongoRights.Store);
        services.AddSingleton<IStoreStatus, MongoStoreStatus>();
        services.AddSingleton<MongoStoreKey>();
        services.AddSingleton<IStoreKey>(provider => provider.GetRequiredService<MongoStoreKey>());
        services.AddSingleton<IStoreInitializer, MongoStoreInitializer>();
        services.AddSingleton<IReplaceableStore, MongoReplacement>();
        return services;
    }
}
