using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace Allmine.Infrastructure.Persistence.Sqlite.Snapshots;

/// <summary>
/// Opens the database file beside the process that serves it, if there is one: the write-ahead log lets others read, and the
/// lock of the folder, which keeps a second writer out, is left alone.
/// </summary>
internal sealed class SqliteStoreSnapshots(EmbeddedStoreOptions options) : IStoreSnapshots
{
    /// <exception cref="StoreSetupException">There is no database, or it is of another version than this program.</exception>
    /// <exception cref="StoreUnavailableException">It can't be read.</exception>
    public Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IStoreSnapshot>(Open());
    }

    private SqliteStoreSnapshot Open()
    {
        var file = SqliteDatabase.FileIn(options.Folder);
        if (!File.Exists(file))
            throw new StoreSetupException($"There is no embedded store in {options.Folder} (setting {EmbeddedStoreOptions.PathSetting}).");
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.OpenReader(file);
            session.BeginSnapshot();
            SqliteMigrations.Demand(session, file);
            return new SqliteStoreSnapshot(session);
        }
        catch (Exception exception)
        {
            session?.Dispose();
            throw exception is SqliteException ? new StoreUnavailableException(exception) : exception;
        }
    }
}
