using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// The transaction of one round: begun, and ended by just one of <see cref="CommitAsync"/> and <see cref="AbortAsync"/>. Either
/// way nothing of it is left on the server in the end, also if that takes longer than anybody waits: what is left would keep the
/// round's chats from all other sends for a minute.
/// </summary>
internal sealed class MongoRound
{
    private const int NoSuchTransaction = 251;

    /// <summary>How long an abort is waited for. What has not been confirmed by then is made sure of beside everything else.</summary>
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Past it, a server that has not stood still has given the transaction up (transactionLifetimeLimitSeconds), or has it committed.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SettlingPause = TimeSpan.FromMilliseconds(50);

    private static readonly BsonDocument Abort = new("abortTransaction", 1);

    private readonly MongoStore store;
    private readonly MongoSessions sessions;
    private readonly TimeProvider time;
    private readonly MongoSession session;

    private MongoRound(MongoStore store, MongoSessions sessions, TimeProvider time, MongoSession session) =>
        (this.store, this.sessions, this.time, this.session) = (store, sessions, time, session);

    public IClientSessionHandle Session => session.Handle;

    /// <summary>Writes in a transaction, and commits it.</summary>
    /// <param name="store">Where.</param>
    /// <param name="sessions">One of them is taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="write">Anything but <see cref="CommitResult.Committed"/> ends it, with nothing written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see cref="CommitResult.Conflict"/> also where somebody else was ahead: nothing is written.</returns>
    /// <exception cref="StoreUnavailableException">All or nothing was written, it isn't known which.</exception>
    public static async Task<CommitResult> RunAsync(
        MongoStore store, MongoSessions sessions, TimeProvider time, Func<IClientSessionHandle, CancellationToken, Task<CommitResult>> write, CancellationToken cancellationToken)
    {
        var round = Begin(store, sessions, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MongoStore.OperationTimeout);
        var (written, isAnswered) = (CommitResult.Conflict, true);
        try
        {
            written = await write(round.Session, limit.Token);
        }
        catch (MongoException exception) when (MongoFaults.IsConflict(exception))
        {
            // Decided again by the caller; if the server has gone for good, that attempt finds out.
            isAnswered = MongoFaults.IsAnswer(exception);
        }
        catch (Exception exception)
        {
            // Not awaited: whoever waits for the answer has waited long enough.
            _ = round.AbortAsync(MongoFaults.IsAnswer(exception));
            if (exception is OperationCanceledException || MongoFaults.IsUnavailability(exception))
                throw new StoreUnavailableException(exception);
            throw;
        }

        if (written == CommitResult.Committed)
            return await round.CommitAsync(cancellationToken);
        try
        {
            await round.AbortAsync(isAnswered).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new StoreUnavailableException(exception);
        }

        return written;
    }

    /// <summary>Takes a session; nothing is sent.</summary>
    public static MongoRound Begin(MongoStore store, MongoSessions sessions, TimeProvider time)
    {
        var session = sessions.Take();
        session.Handle.StartTransaction(MongoStore.RoundTransaction);
        return new MongoRound(store, sessions, time, session);
    }

    /// <summary>
    /// Commits. While the answer is unknown the commit is asked for again, never the round; and also after the caller has
    /// given up, so that a round whose commit got lost does not hold its chats until the server ends it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">All or nothing was written, it isn't known which.</exception>
    public async Task<CommitResult> CommitAsync(CancellationToken cancellationToken)
    {
        var settling = SettleAsync();
        // Nobody else looks at what it ends with once the caller has given up.
        _ = settling.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return await settling.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>
    /// Lets go of what the round holds on the server. It never throws, and ends when the server has let go, or after
    /// a second; then the rest is done without being waited for.
    /// </summary>
    /// <param name="isAnswered">
    /// Whether the server has answered each statement that was sent. If not, one may still be on its way, and an abort
    /// that is there before it ends nothing.
    /// </param>
    public async Task AbortAsync(bool isAnswered)
    {
        var isOver = session.IsUntouched || (isAnswered && await TryAbortAsync());
        await session.ForgetTransactionAsync();
        if (isOver)
            sessions.Return(session);
        else
            await Task.WhenAny(sessions.FenceAsync(session), Task.Delay(AbortTimeout, time, CancellationToken.None));
    }

    /// <summary>
    /// Asks the server itself: the driver's own abort keeps silent about what became of it, and the transaction is the
    /// driver's until <see cref="MongoSession.ForgetTransactionAsync"/>.
    /// </summary>
    /// <returns>Whether the server says that the transaction is over.</returns>
    private async Task<bool> TryAbortAsync()
    {
        using var timeout = new CancellationTokenSource(AbortTimeout, time);
        try
        {
            await store.Client.GetDatabase(DatabaseNamespace.Admin.DatabaseName).RunCommandAsync<BsonDocument>(Session, Abort, null, timeout.Token);
            return true;
        }
        catch (MongoCommandException exception) when (exception.Code == NoSuchTransaction)
        {
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<CommitResult> SettleAsync()
    {
        using var limit = new CancellationTokenSource(LongestSettling, time);
        try
        {
            var result = await CommitAgainAndAgainAsync(limit.Token);
            sessions.Return(session);
            return result;
        }
        catch (Exception exception)
        {
            _ = sessions.FenceAsync(session);
            throw exception is OperationCanceledException ? new StoreUnavailableException(exception) : exception;
        }
    }

    private async Task<CommitResult> CommitAgainAndAgainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Session.CommitTransactionAsync(cancellationToken);
                return CommitResult.Committed;
            }
            catch (Exception exception) when (MongoFaults.IsUnknownCommit(exception))
            {
                await Task.Delay(SettlingPause, time, cancellationToken);
            }
            catch (MongoException exception) when (MongoFaults.IsConflict(exception))
            {
                return CommitResult.Conflict;
            }
        }
    }
}
