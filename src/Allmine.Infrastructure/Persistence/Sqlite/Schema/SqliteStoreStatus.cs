using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Schema;

internal sealed class SqliteStoreStatus(SqliteDatabase database, TimeProvider time) : IStoreStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Begins to write, on the thread that every send needs, and leaves it at that.</summary>
    public async Task<StoreReadiness> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(TryBegin, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return StoreReadiness.Ready;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException or OperationCanceledException)
        {
            return StoreReadiness.Unavailable;
        }
    }

    private static bool TryBegin(SqliteSession session)
    {
        session.Begin();
        session.Rollback();
        return true;
    }
}
