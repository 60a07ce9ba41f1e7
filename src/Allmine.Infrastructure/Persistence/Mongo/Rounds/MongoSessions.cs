using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// The few sessions that this node's rounds run in, made once and used again and again. So their identifiers can be written down
/// before anything depends on it: the other nodes end them if this one dies (<see cref="MongoNodeKeeper"/>).
/// </summary>
internal sealed partial class MongoSessions : IDisposable
{
    /// <summary>
    /// Two rounds at once, and those before them whose end is in doubt. If it takes more, they are added, and written down with
    /// the next beat.
    /// </summary>
    private const int Prepared = 8;

    private static readonly ClientSessionOptions Options = new() { CausalConsistency = false };

    private readonly MongoStore store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly List<MongoSession> all = [];

    /// <summary>The last one used comes first: its next transaction ends whatever the server may still have of the one before.</summary>
    private readonly Stack<MongoSession> free = new();
    private readonly CancellationTokenSource disposed = new();

    public MongoSessions(MongoStore store, TimeProvider time, ILogger<MongoSessions> logger)
    {
        (this.store, this.time, this.logger) = (store, time, logger);
        for (var i = 0; i < Prepared; i++)
            free.Push(Add());
    }

    /// <summary>Of all sessions, whether a round is using them or not.</summary>
    public BsonArray Ids
    {
        get
        {
            lock (gate)
                return [.. all.Select(session => session.Id)];
        }
    }

    /// <summary>Whether no round is in flight, and none in doubt: nothing is left on the server.</summary>
    public bool AreFree
    {
        get
        {
            lock (gate)
                return free.Count == all.Count;
        }
    }

    /// <summary>A session for one round, to be given to just one of <see cref="Return"/> and <see cref="FenceAsync"/>. Nothing is sent.</summary>
    public MongoSession Take()
    {
        lock (gate)
            return free.TryPop(out var session) ? session : Add();
    }

    /// <summary>The round is over, on the server too.</summary>
    public void Return(MongoSession session)
    {
        lock (gate)
            free.Push(session);
    }

    /// <summary>
    /// Returns a session of which it isn't known what the server has of it, or is still to get, once that is over. It never
    /// fails: it tries until it succeeds, or the service ends.
    /// </summary>
    public async Task FenceAsync(MongoSession session)
    {
        var since = time.GetTimestamp();
        var isTold = false;
        while (!disposed.IsCancellationRequested)
        {
            if (await TryFenceAsync(session) is not { } failure)
            {
                var elapsed = time.GetElapsedTime(since).TotalSeconds;
                if (isTold)
                    Fenced(logger, elapsed);
                Return(session);
                return;
            }

            if (!isTold && !disposed.IsCancellationRequested)
                NotFencedYet(logger, failure);
            isTold = true;
            await Task.Delay(MongoFence.Pause, time, CancellationToken.None);
        }
    }

    /// <summary>Ends what still tries; the connections are the client's.</summary>
    public void Dispose() => disposed.Cancel();

    private async Task<Exception?> TryFenceAsync(MongoSession session)
    {
        try
        {
            await MongoFence.SetAsync(store, session, disposed.Token);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private MongoSession Add()
    {
        var session = new MongoSession(store.Client.StartSession(Options));
        all.Add(session);
        return session;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round has ended without a word from MongoDB; its chats may refuse sends until its transaction can be ended, which is tried again and again")]
    private static partial void NotFencedYet(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The transaction of that round is over, after {Seconds} s")]
    private static partial void Fenced(ILogger logger, double seconds);
}
