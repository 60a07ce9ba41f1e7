using Allmine.Application.Ports.Events;
using Allmine.Application.Telemetry;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// The latest events of a node, and those who listen: the hub puts each event up here, and each listener finds those that concern its
/// user. It is open while the hub reads.
/// </summary>
internal sealed class EventBoard(EventOptions options)
{
    /// <summary>Held for moments only.</summary>
    private readonly Lock gate = new();
    private readonly EventRing ring = new(options);
    private readonly Dictionary<Id<User>, List<EventListener>> joined = [];
    private readonly Dictionary<Id<User>, int> listeners = [];
    private bool isOpen;

    /// <summary>How far the reading has come.</summary>
    public EventPosition Position
    {
        get
        {
            lock (gate)
            {
                return ring.Position;
            }
        }
    }

    /// <summary>Begins anew at a position.</summary>
    public void Open(EventPosition position)
    {
        lock (gate)
        {
            ring.Reset(position);
            isOpen = true;
        }
    }

    /// <summary>Cuts everybody off: what came meanwhile can't be told any more, as they find out where they go on.</summary>
    public void Close()
    {
        lock (gate)
        {
            isOpen = false;
            foreach (var listener in joined.Values.SelectMany(ofUser => ofUser))
                listener.Cut();
            joined.Clear();
        }
    }

    /// <summary>Lets a user listen, who leaves by disposing of the listener.</summary>
    /// <param name="user">Who.</param>
    /// <param name="joinsNow">Whether it is told of everything from now on; otherwise it joins later.</param>
    /// <param name="position">How far the reading has come at that moment.</param>
    /// <exception cref="StoreUnavailableException">The board is closed.</exception>
    /// <exception cref="RefusedException"><c>rate.limited</c>: the user listens too often already.</exception>
    public EventListener Enter(Id<User> user, bool joinsNow, out EventPosition position)
    {
        lock (gate)
        {
            if (!isOpen)
                throw new StoreUnavailableException();
            var count = listeners.GetValueOrDefault(user);
            if (count >= options.MaxListenersOfUser)
                throw new RefusedException(ErrorCode.RateLimited);
            listeners[user] = count + 1;
            AllmineTelemetry.Listeners.Add(1);
            var listener = new EventListener(user, this, options.MaxWaiting);
            position = ring.Position;
            if (joinsNow)
                Join(listener, position);
            return listener;
        }
    }

    /// <summary>Takes the feed's next step, and offers its event to those whom it concerns.</summary>
    public void Publish(FeedItem item)
    {
        lock (gate)
        {
            if (!ring.Add(item))
                return;
            foreach (var user in item.Event!.Recipients)
            {
                if (joined.TryGetValue(user, out var ofUser))
                    Offer(ofUser, item.Position);
            }
        }
    }

    /// <summary>Whether the store need not be read any further for a join: memory reaches back to the position, or there is nothing to join any more.</summary>
    public bool CanJoinAt(EventPosition position)
    {
        lock (gate)
        {
            return !isOpen || position >= ring.Start;
        }
    }

    /// <inheritdoc cref="ILiveEvents.TryJoin"/>
    /// <param name="listener">The listener.</param>
    /// <param name="position">How far the listener has come.</param>
    /// <param name="isKnown">Whether the store has given it.</param>
    /// <param name="backlog">The numbers of the events that came after it; those to come are offered.</param>
    public bool TryJoin(EventListener listener, EventPosition position, bool isKnown, out (long From, long To) backlog)
    {
        lock (gate)
        {
            backlog = default;
            if (!isOpen || position < ring.Start || (!isKnown && position > ring.Position))
                return false;
            backlog = (ring.FirstAfter(position), ring.Next);
            Join(listener, position);
            return true;
        }
    }

    /// <summary>The event of that number; null if memory does not reach back to it any more.</summary>
    public FeedItem? Find(long number)
    {
        lock (gate)
        {
            return ring.Find(number);
        }
    }

    /// <summary>An event that was read from the store a moment ago, as it is to be told now.</summary>
    public FeedItem AsNow(FeedItem item)
    {
        lock (gate)
        {
            return ring.AsNow(item);
        }
    }

    /// <inheritdoc cref="ILiveEvents.IdlePosition"/>
    public EventPosition? IdlePositionOf(EventListener listener)
    {
        lock (gate)
        {
            if (!listener.IsIdle)
                return null;
            return ring.Position > listener.JoinedAt ? ring.Position : listener.JoinedAt;
        }
    }

    public void Leave(EventListener listener)
    {
        lock (gate)
        {
            Remove(listener);
            var count = listeners.GetValueOrDefault(listener.User);
            if (count > 1)
                listeners[listener.User] = count - 1;
            else
                listeners.Remove(listener.User);
        }

        AllmineTelemetry.Listeners.Add(-1);
    }

    private void Join(EventListener listener, EventPosition position)
    {
        listener.JoinedAt = position;
        if (!joined.TryGetValue(listener.User, out var ofUser))
            joined.Add(listener.User, ofUser = []);
        ofUser.Add(listener);
    }

    private void Remove(EventListener listener)
    {
        if (joined.TryGetValue(listener.User, out var ofUser) && ofUser.Remove(listener) && ofUser.Count == 0)
            joined.Remove(listener.User);
    }

    private void Offer(List<EventListener> ofUser, EventPosition position)
    {
        for (var i = ofUser.Count - 1; i >= 0; i--)
        {
            var listener = ofUser[i];
            // One who has come from a node that was ahead of this one has it already.
            if (position <= listener.JoinedAt || listener.Offer(ring.Next - 1))
                continue;
            listener.Cut();
            Remove(listener);
            AllmineTelemetry.ListenersCut.Add(1);
        }
    }
}
