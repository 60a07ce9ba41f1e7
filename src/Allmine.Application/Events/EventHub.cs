using Allmine.Application.Events.CatchUp;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Events;

/// <summary>
/// Reads the feed of events once for all who listen at this node, and hands each event to those whom it concerns. Sends know
/// nothing of it, and wait for nobody here.
/// </summary>
/// <remarks>
/// The reading begins with the first listener, so that a node without any costs the store nothing, and goes on until the node
/// ends. The latest events stay in memory: a listener who was away for a moment gets them from there. One who was away for
/// longer reads the store until memory reaches, and joins the others then.
/// </remarks>
public sealed partial class EventHub : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Held for moments only.</summary>
    private readonly Lock gate = new();
    private readonly IEventFeed feed;
    private readonly IStoreKey storeKey;
    private readonly TimeProvider time;
    private readonly ILogger<EventHub> logger;
    private readonly EventOptions options;
    private readonly EventBoard board;
    private readonly CatchUpReader catchUp;
    private readonly CancellationTokenSource ending = new();
    private Task? start;

    /// <summary>Of the reading's last event.</summary>
    private long lagTicks;

    /// <summary>The timestamp of when the reading broke off; 0 while it goes on.</summary>
    private long brokeAt;

    private Task reading = Task.CompletedTask;

    /// <summary>Ends the reading.</summary>
    private CancellationTokenSource? readingEnd;

    /// <summary>There from the first start on.</summary>
    private volatile PositionSeal? seal;

    public EventHub(IEventFeed feed, IStoreKey storeKey, TimeProvider time, ILogger<EventHub> logger, EventOptions options)
    {
        (this.feed, this.storeKey, this.time, this.logger, this.options) = (feed, storeKey, time, logger, options);
        board = new EventBoard(options);
        catchUp = new CatchUpReader(feed, board.CanJoinAt, board.AsNow, time, options);
    }

    /// <summary>Called with each event that the node reads for those who listen. It must not wait.</summary>
    internal Action<StoreEvent?>? Told { private get; init; }

    /// <summary>
    /// How far this node is behind the store: the age of the last event when it was read, 0 when there were none since, or how long the
    /// reading has been broken off.
    /// </summary>
    public TimeSpan Lag => Volatile.Read(ref brokeAt) is not 0 and var broke ? time.GetElapsedTime(broke) : TimeSpan.FromTicks(Volatile.Read(ref lagTicks));

    /// <summary>Begins to listen. What is committed after this has returned is not missed.</summary>
    /// <param name="user">Who listens.</param>
    /// <param name="lastPosition">Where to go on, as the caller names it; null for now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="RefusedException"><c>rate.limited</c>: the user listens too often already.</exception>
    public async Task<EventSubscription> ListenAsync(Id<User> user, string? lastPosition, CancellationToken cancellationToken)
    {
        await StartAsync().WaitAsync(cancellationToken);
        var resumed = lastPosition is null ? null : PositionIn(lastPosition);
        var listener = board.Enter(user, joinsNow: resumed is null, out var position);
        return new EventSubscription(listener, catchUp, seal!, time, options.Heartbeat, resumed ?? position)
        {
            User = user,
            IsResuming = resumed is not null,
            IsReset = resumed is null && lastPosition is not null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Stop();
        await reading;
    }

    /// <summary>
    /// Ends every subscription and the reading, for a store that has been replaced: whoever goes on from a position of the old one is told
    /// that it is none. Nobody begins to listen meanwhile.
    /// </summary>
    internal async Task StartOverAsync()
    {
        if (start is { } begun)
            await begun.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (readingEnd is { } end)
            await end.CancelAsync();
        await reading;
        Stop();
    }

    /// <summary>The position in a text, if the store may still go on from it; null otherwise. The store is not asked.</summary>
    private EventPosition? PositionIn(string text)
    {
        // Plain texts are those of the last release, which sealed none.
        var position = seal!.Open(text) ?? new EventPosition(text);
        return feed.IsPosition(position.Text) && feed.IsWithinReach(position, board.Position) ? position : null;
    }

    /// <summary>One start for all who come at once; if it fails, the next one who comes tries again.</summary>
    private Task StartAsync()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ending.IsCancellationRequested, this);
            return start is null || start.IsFaulted || start.IsCanceled ? start = Task.Run(BeginAsync) : start;
        }
    }

    private async Task BeginAsync()
    {
        // Anew for each reading: the store may have been replaced since.
        seal = new PositionSeal(await storeKey.GetAsync(ending.Token), feed.UsualLength);
        var end = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var items = feed.ReadAsync(null, end.Token).GetAsyncEnumerator(end.Token);
        try
        {
            if (!await items.MoveNextAsync())
                throw new StoreUnavailableException();
        }
        catch
        {
            await items.DisposeAsync();
            throw;
        }

        lock (gate)
        {
            board.Open(items.Current.Position);
            // The trace of the one who happens to come first is not the reading's.
            readingEnd = end;
            reading = Task.Run(() => ReadAsync(items, end.Token));
        }
    }

    /// <summary>Reads until the node ends, over every outage of the store.</summary>
    private async Task ReadAsync(IAsyncEnumerator<FeedItem> items, CancellationToken end)
    {
        var pause = FirstPause;
        while (true)
        {
            var isLost = false;
            try
            {
                while (await items.MoveNextAsync())
                {
                    NoteLag(items.Current.Event);
                    Told?.Invoke(items.Current.Event);
                    board.Publish(items.Current);
                    catchUp.Erase(items.Current);
                    pause = FirstPause;
                }
            }
            catch (Exception exception)
            {
                if (end.IsCancellationRequested)
                    return;
                ReadingBroke(logger, exception);
                Interlocked.CompareExchange(ref brokeAt, time.GetTimestamp(), 0);
                isLost = exception is PositionLostException;
            }
            finally
            {
                await items.DisposeAsync();
            }

            if (isLost)
            {
                Stop();
                return;
            }

            try
            {
                await Task.Delay(pause, time, end);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < options.MaxPause ? pause * 2 : options.MaxPause;
            items = feed.ReadAsync(board.Position, end).GetAsyncEnumerator(end);
        }
    }

    private void NoteLag(StoreEvent? happened)
    {
        Volatile.Write(ref brokeAt, 0);
        if (happened is null)
            Volatile.Write(ref lagTicks, 0);
        else if (happened is MessageCreated { Message.Readable: { } message })
            Volatile.Write(ref lagTicks, Math.Max(0, (time.GetUtcMilliseconds() - message.CreatedAt).Ticks));
    }

    /// <summary>Ends the reading. The next one who listens begins it anew.</summary>
    private void Stop()
    {
        lock (gate)
        {
            start = null;
            Volatile.Write(ref brokeAt, 0);
            board.Close();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reading of events broke off")]
    private static partial void ReadingBroke(ILogger logger, Exception exception);
}
