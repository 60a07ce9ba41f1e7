using Allmine.Application.Abstractions;
using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteStoreStatus(SqliteDatabase database, TimeProvider time) : IStoreStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Begins to write, on the thread that every send needs, and leaves it at that.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(TryBegin, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static bool TryBegin(SqliteSession session)
    {
        session.Begin();
        session.Rollback();
        return true;
    }
}
