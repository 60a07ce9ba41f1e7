using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Infrastructure.Development;
using Allmine.Infrastructure.Persistence;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;
using Allmine.Infrastructure.Persistence.Sqlite.Rounds;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Allmine.Infrastructure.Persistence.Sqlite.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Infrastructure;

public static class DependencyInjection
{
    /// <summary>
    /// Adds the ports of the embedded store: one SQLite database. Each <see cref="IStoreInitializer"/> has to be called, in
    /// order, before anything else.
    /// </summary>
    public static IServiceCollection AddEmbeddedStore(this IServiceCollection services, EmbeddedStoreOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<UnreadableRecords>();
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IStoreInitializer, SqliteStoreInitializer>();
        services.AddSingleton<IReplaceableStore, SqliteReplacement>();
        services.AddSingleton<IStoreKey, SqliteStoreKey>();
        services.AddSingleton<IStoreStatus, SqliteStoreStatus>();
        services.AddSingleton<SqliteEventLog>();
        services.AddSingleton<IEventFeed, SqliteEventFeed>();
        services.AddSingleton<SqliteCommitStore>();
        services.AddSingleton<ICommitStore>(provider => provider.GetRequiredService<SqliteCommitStore>());
        services.AddSingleton<IStoreRehearsal, SqliteStoreRehearsal>();
        services.AddSingleton<SqliteMessageRepository>();
        services.AddSingleton<IMessageRepository>(provider => provider.GetRequiredService<SqliteMessageRepository>());
        services.AddSingleton<IChangeRepository, SqliteChangeRepository>();
        services.AddSingleton<IChatRepository, SqliteChatRepository>();
        services.AddSingleton<IChatSettingsRepository, SqliteChatSettingsRepository>();
        services.AddSingleton<SqliteUserRepository>();
        services.AddSingleton<IUserRepository>(provider => provider.GetRequiredService<SqliteUserRepository>());
        services.AddSingleton<IIdempotencyRepository, SqliteIdempotencyRepository>();
        services.AddSingleton<IFileRepository, SqliteFileRepository>();
        services.AddSingleton<IThumbnailBacklog, SqliteThumbnailBacklog>();
        services.AddSingleton<IErasureBacklog, SqliteErasureBacklog>();
        services.AddSingleton<IWalletRepository, SqliteWalletRepository>();
        services.AddSingleton<ILedgerRepository, SqliteLedgerRepository>();
        services.AddSingleton<IStoreSnapshots, SqliteStoreSnapshots>();
        return services;
    }

    /// <summary>Adds what every store comes with: identifiers, the clock, the development data.</summary>
    public static IServiceCollection AddSharedInfrastructure(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator, ObjectIdGenerator>();
        services.TryAddSingleton<DevelopmentSeed>();
        services.TryAddSingleton<IStoreSeed>(provider => provider.GetRequiredService<DevelopmentSeed>());
        return services;
    }
}
