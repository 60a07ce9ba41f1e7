using Allmine.Application.SendLog;
using Allmine.Domain.Errors;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

/// <summary>The transaction of one round: begun, and ended by just one of <see cref="CommitAsync"/> and <see cref="AbortAsync"/>.</summary>
internal sealed class MongoRound
{
    /// <summary>A server that does not take the abort gives the transaction up by itself, later.</summary>
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Past it, the server has given the transaction up (transactionLifetimeLimitSeconds), or has it committed.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SettlingPause = TimeSpan.FromMilliseconds(50);

    private MongoRound(IClientSessionHandle session) => Session = session;

    public IClientSessionHandle Session { get; }

    public static async Task<MongoRound> BeginAsync(MongoStore store, CancellationToken cancellationToken)
    {
        var session = await store.Client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = false }, cancellationToken);
        session.StartTransaction(MongoStore.RoundTransaction);
        return new MongoRound(session);
    }

    /// <summary>
    /// Commits. While the answer is unknown the commit is asked for again, never the round; and also after the caller has
    /// given up, so that a round whose commit got lost does not hold its chats until the server ends it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">All or nothing was written, it isn't known which.</exception>
    public async Task<CommitResult> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SettleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Lets go of what the round holds on the server. It never throws: what becomes of the abort changes nothing.</summary>
    public async Task AbortAsync()
    {
        using var session = Session;
        using var timeout = new CancellationTokenSource(AbortTimeout);
        try
        {
            await session.AbortTransactionAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || MongoFaults.IsUnavailability(exception))
        {
            // The server ends the transaction when its time is over.
        }
    }

    private async Task<CommitResult> SettleAsync()
    {
        using var session = Session;
        using var limit = new CancellationTokenSource(LongestSettling);
        while (true)
        {
            try
            {
                await session.CommitTransactionAsync(limit.Token);
                return CommitResult.Committed;
            }
            catch (Exception exception) when (MongoFaults.IsUnknownCommit(exception))
            {
                await Task.Delay(SettlingPause, limit.Token);
            }
            catch (MongoException exception) when (MongoFaults.IsConflict(exception))
            {
                return CommitResult.Conflict;
            }
        }
    }
}
