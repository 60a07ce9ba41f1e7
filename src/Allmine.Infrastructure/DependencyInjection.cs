using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Development;
using Allmine.Infrastructure.Media;
using Allmine.Infrastructure.Persistence.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Allmine.Infrastructure;

public static class DependencyInjection
{
    /// <summary>
    /// Adds the embedded store: every port, on one SQLite database and a folder of files. Each
    /// <see cref="IStoreInitializer"/> has to be called, in order, before anything else.
    /// </summary>
    public static IServiceCollection AddEmbeddedStore(this IServiceCollection services, EmbeddedStoreOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IStoreInitializer, SqliteStoreInitializer>();
        services.AddSingleton<IStoreStatus, SqliteStoreStatus>();
        services.AddSingleton<ISendStore, SqliteSendStore>();
        services.AddSingleton<IMessageRepository, SqliteMessageRepository>();
        services.AddSingleton<IChatRepository, SqliteChatRepository>();
        services.AddSingleton<IUserRepository, SqliteUserRepository>();
        services.AddSingleton<IOutcomeRepository, SqliteOutcomeRepository>();
        services.AddSingleton<IFileRepository, SqliteFileRepository>();
        return services.AddSharedInfrastructure(options);
    }

    /// <summary>Adds what every store comes with: identifiers, the files on disk, the development data.</summary>
    public static IServiceCollection AddSharedInfrastructure(this IServiceCollection services, EmbeddedStoreOptions options)
    {
        services.TryAddSingleton(new DiskMediaStore(options.MediaFolder));
        services.TryAddSingleton<IMediaStore>(provider => provider.GetRequiredService<DiskMediaStore>());
        services.AddSingleton<IStoreInitializer>(provider => provider.GetRequiredService<DiskMediaStore>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator, ObjectIdGenerator>();
        services.TryAddSingleton<DevelopmentSeed>();
        return services;
    }
}
