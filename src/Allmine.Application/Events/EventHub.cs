using Allmine.Application.Ports.Events;
using Allmine.Application.Telemetry;
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
public sealed partial class EventHub(IEventFeed feed, TimeProvider time, ILogger<EventHub> logger, EventOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Held for moments only.</summary>
    private readonly Lock gate = new();
    private readonly EventRing ring = new(options);
    private readonly Dictionary<Id<User>, List<EventListener>> listeners = [];
    private readonly Dictionary<Id<User>, int> subscriptions = [];
    private readonly CancellationTokenSource ending = new();
    private Task? start;
    private Task reading = Task.CompletedTask;
    private bool isReading;

    /// <summary>How many may read the store for themselves.</summary>
    internal SemaphoreSlim CatchingUp { get; } = new(options.MaxCatchingUp);

    /// <summary>False if there is nobody to join: the reading has broken off for good, or the node ends.</summary>
    internal bool IsReading
    {
        get
        {
            lock (gate)
            {
                return isReading;
            }
        }
    }

    /// <summary>Begins to listen. What is committed after this has returned is not missed.</summary>
    /// <param name="user">Who listens.</param>
    /// <param name="lastPosition">Where to go on; null for now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="RefusedException"><c>rate.limited</c>: the user listens too often already.</exception>
    public async Task<EventSubscription> ListenAsync(Id<User> user, string? lastPosition, CancellationToken cancellationToken)
    {
        await StartAsync().WaitAsync(cancellationToken);
        lock (gate)
        {
            if (!isReading)
                throw new StoreUnavailableException();
            var count = subscriptions.GetValueOrDefault(user);
            if (count >= options.MaxListenersOfUser)
                throw new RefusedException(ErrorCode.RateLimited);
            subscriptions[user] = count + 1;
            AllmineTelemetry.Listeners.Add(1);
            var listener = new EventListener(user, options.MaxWaiting);
            var isPosition = lastPosition is not null && feed.IsPosition(lastPosition);
            if (!isPosition)
                Join(listener, ring.Position);
            return new EventSubscription(this, feed, time, options, listener, isPosition ? lastPosition! : ring.Position)
            {
                GoesOn = isPosition,
                IsReset = !isPosition && lastPosition is not null,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Stop();
        await reading;
    }

    /// <summary>Joins a listener who has everything up to a position, if memory reaches back to it.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="position">How far the listener has come.</param>
    /// <param name="isKnown">Whether the store has given it. One that a caller names may be ahead of this node, or made up; the store knows.</param>
    /// <param name="backlog">The numbers of the events that came after it; those to come are offered.</param>
    internal bool TryJoin(EventListener listener, string position, bool isKnown, out (long From, long To) backlog)
    {
        lock (gate)
        {
            backlog = default;
            if (!isReading
                || string.CompareOrdinal(position, ring.Start) < 0
                || (!isKnown && string.CompareOrdinal(position, ring.Position) > 0))
            {
                return false;
            }

            backlog = (ring.FirstAfter(position), ring.Next);
            Join(listener, position);
            return true;
        }
    }

    /// <summary>Whether a listener who has everything up to a position that the store has given can join the others.</summary>
    internal bool Holds(string position)
    {
        lock (gate)
        {
            return isReading && string.CompareOrdinal(position, ring.Start) >= 0;
        }
    }

    /// <summary>How far the reading has come.</summary>
    internal string PositionNow()
    {
        lock (gate)
        {
            return ring.Position;
        }
    }

    /// <summary>The event of that number; null if memory does not reach back to it any more.</summary>
    internal FeedItem? Find(long number)
    {
        lock (gate)
        {
            return ring.Find(number);
        }
    }

    /// <summary>How far a listener has come for whom nothing waits; null if something does.</summary>
    internal string? PositionOf(EventListener listener)
    {
        lock (gate)
        {
            if (listener.Waiting.TryPeek(out _))
                return null;
            return string.CompareOrdinal(ring.Position, listener.JoinedAt) > 0 ? ring.Position : listener.JoinedAt;
        }
    }

    internal void Leave(EventListener listener)
    {
        lock (gate)
        {
            Remove(listener);
            var count = subscriptions.GetValueOrDefault(listener.User);
            if (count > 1)
                subscriptions[listener.User] = count - 1;
            else
                subscriptions.Remove(listener.User);
        }

        AllmineTelemetry.Listeners.Add(-1);
    }

    private void Join(EventListener listener, string position)
    {
        listener.JoinedAt = position;
        if (!listeners.TryGetValue(listener.User, out var ofUser))
            listeners.Add(listener.User, ofUser = []);
        ofUser.Add(listener);
    }

    private void Remove(EventListener listener)
    {
        if (listeners.TryGetValue(listener.User, out var ofUser) && ofUser.Remove(listener) && ofUser.Count == 0)
            listeners.Remove(listener.User);
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
        var items = feed.ReadAsync(null, ending.Token).GetAsyncEnumerator(ending.Token);
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
            ring.Reset(items.Current.Position);
            isReading = true;
            // The trace of the one who happens to come first is not the reading's.
            reading = Task.Run(() => ReadAsync(items));
        }
    }

    /// <summary>Reads until the node ends, over every outage of the store.</summary>
    private async Task ReadAsync(IAsyncEnumerator<FeedItem> items)
    {
        var pause = FirstPause;
        while (true)
        {
            var isLost = false;
            try
            {
                while (await items.MoveNextAsync())
                {
                    Publish(items.Current);
                    pause = FirstPause;
                }
            }
            catch (Exception exception)
            {
                if (ending.IsCancellationRequested)
                    return;
                ReadingBroke(logger, exception);
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
                await Task.Delay(pause, time, ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < options.MaxPause ? pause * 2 : options.MaxPause;
            items = feed.ReadAsync(PositionNow(), ending.Token).GetAsyncEnumerator(ending.Token);
        }
    }

    private void Publish(FeedItem item)
    {
        lock (gate)
        {
            if (!ring.Add(item))
                return;
            foreach (var user in item.Event!.Recipients)
            {
                if (listeners.TryGetValue(user, out var ofUser))
                    Offer(ofUser, item.Position);
            }
        }
    }

    private void Offer(List<EventListener> ofUser, string position)
    {
        for (var i = ofUser.Count - 1; i >= 0; i--)
        {
            var listener = ofUser[i];
            // One who has come from a node that was ahead of this one has it already.
            if (string.CompareOrdinal(position, listener.JoinedAt) <= 0 || listener.Offer(ring.Next - 1))
                continue;
            listener.Cut();
            Remove(listener);
            AllmineTelemetry.ListenersCut.Add(1);
        }
    }

    /// <summary>
    /// Ends the reading and cuts everybody off: what came meanwhile can't be told any more, as they find out where they go on.
    /// The next one who listens begins it anew.
    /// </summary>
    private void Stop()
    {
        lock (gate)
        {
            isReading = false;
            start = null;
            foreach (var listener in listeners.Values.SelectMany(ofUser => ofUser))
                listener.Cut();
            listeners.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reading of events broke off")]
    private static partial void ReadingBroke(ILogger logger, Exception exception);
}
