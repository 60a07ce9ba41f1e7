using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Schema;

/// <summary>Opens the embedded store: its folder and its database, which keep other processes out.</summary>
internal sealed class SqliteStoreInitializer(SqliteDatabase database) : IStoreInitializer
{
    /// <exception cref="StoreSetupException">The set-up is at fault; the message says how.</exception>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Open();
        return Task.CompletedTask;
    }
}
