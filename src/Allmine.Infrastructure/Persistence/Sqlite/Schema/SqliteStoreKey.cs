using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Schema;

/// <summary>The key in the table <c>store_key</c>, which the script that makes the table has put there.</summary>
internal sealed class SqliteStoreKey(SqliteDatabase database) : IStoreKey
{
    public Task<byte[]> GetAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Statement("SELECT value FROM store_key").First(row => row.Blob(0))!, cancellationToken);

    /// <summary>The mark of positions that are not sealed is another one then, too.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            session.Statement("UPDATE store_key SET value = randomblob(32)").Run();
            session.Statement("UPDATE event_source SET id = lower(hex(randomblob(8)))").Run();
            session.Commit();
            return true;
        },
        cancellationToken);
}
