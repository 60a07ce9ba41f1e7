using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Media;

namespace Allmine.Infrastructure.Persistence.Sqlite;

/// <summary>Opens the embedded store: first its folder and database, which keep other processes out, then the files.</summary>
internal sealed class SqliteStoreInitializer(SqliteDatabase database, DiskMediaStore media) : IStoreInitializer
{
    /// <exception cref="StoreSetupException">The set-up is at fault; the message says how.</exception>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Open();
        media.Prepare();
        return Task.CompletedTask;
    }
}
