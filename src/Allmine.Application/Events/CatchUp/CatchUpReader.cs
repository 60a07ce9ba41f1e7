using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Events.CatchUp;

/// <summary>
/// Reads the store for those listeners of a node who are further behind than memory reaches. At most two readings go on at once, however
/// many listeners wait, and each of them serves everybody whose position it passes. One begins at the oldest position, and so comes by
/// all others; the other one begins at the newest, so that who was away for a moment does not wait for who was away for long.
/// </summary>
/// <param name="feed">The store's events.</param>
/// <param name="canJoinAt">Whether the store need be read no further than a position.</param>
/// <param name="asNow">An event as it is to be told now: of a message that is deleted by now, its tombstone.</param>
/// <param name="time">The clock of the turns.</param>
/// <param name="options">Bounds of a part, and of all of them.</param>
internal sealed class CatchUpReader(IEventFeed feed, Predicate<EventPosition> canJoinAt, Func<FeedItem, FeedItem> asNow, TimeProvider time, EventOptions options)
{
    private readonly Lock gate = new();

    /// <summary>By position, and among equal ones by their age.</summary>
    private readonly SortedSet<Place> waiting = [];
    private readonly CatchUpShelf shelf = new(options.MaxCatchUpWeight, asNow);
    private long last;
    private bool isReadingOldest;
    private bool isReadingNewest;

    /// <summary>Gets one part: until the listener can join, or has enough for one turn.</summary>
    /// <param name="user">Whose events.</param>
    /// <param name="position">Where to go on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CatchUpPart> ReadAsync(Id<User> user, EventPosition position, CancellationToken cancellationToken)
    {
        var part = new CatchUpPart(user, position);
        Place place;
        lock (gate)
        {
            place = new Place(position, ++last, part);
            waiting.Add(place);
            if (!isReadingOldest)
            {
                isReadingOldest = true;
                _ = Task.Run(() => ReadAsync(oldest: true), CancellationToken.None);
            }
            else if (!isReadingNewest)
            {
                isReadingNewest = true;
                _ = Task.Run(() => ReadAsync(oldest: false), CancellationToken.None);
            }
        }

        try
        {
            await part.Filled.WaitAsync(cancellationToken);
            return part;
        }
        catch
        {
            lock (gate)
            {
                waiting.Remove(place);
            }

            part.Cancel(cancellationToken);
            shelf.Drop(part);
            throw;
        }
    }

    /// <summary>Takes the next event out of a part that is filled.</summary>
    public bool TryTake(CatchUpPart part, out FeedItem item) => shelf.TryTake(part, out item);

    /// <summary>Has what waits be told as it is now, if that event was a deletion. From then on, what is asked for is told so anyway.</summary>
    public void Erase(FeedItem item)
    {
        if (ErasedMessages.DeletedBy(item.Event) is { } message)
            shelf.Renew(message);
    }

    /// <summary>Lets go of a part whose listener has gone.</summary>
    public void Drop(CatchUpPart part) => shelf.Drop(part);

    /// <summary>Reads as long as anybody waits.</summary>
    private async Task ReadAsync(bool oldest)
    {
        while (Next(oldest) is { } first)
        {
            var ride = new CatchUpRide(first, shelf, options);
            try
            {
                await ReadAsync(ride);
            }
            catch (Exception exception)
            {
                ride.Fail(exception);
            }
        }
    }

    private async Task ReadAsync(CatchUpRide ride)
    {
        using var turn = new CancellationTokenSource(options.Heartbeat, time);
        try
        {
            await foreach (var item in feed.ReadAroundAsync(ride.Reached, turn.Token))
            {
                if (shelf.IsFull)
                {
                    ride.HandOut();
                    await shelf.MakeRoomAsync(options.MaxPause, time, turn.Token);
                }

                if (item.Position > ride.Reached)
                {
                    TakeAlong(ride, item.Position);
                    ride.Pass(item);
                }

                if (canJoinAt(ride.Reached))
                {
                    ride.End(CatchUpEnd.Final);
                    return;
                }

                if (ride.IsEmpty)
                    return;
            }

            ride.End(CatchUpEnd.Final);
        }
        catch (OperationCanceledException) when (turn.IsCancellationRequested)
        {
            ride.End(CatchUpEnd.More);
        }
        catch (PositionLostException)
        {
            ride.Lose();
        }
        catch (StoreUnavailableException)
        {
            ride.End(CatchUpEnd.Final);
        }
    }

    /// <summary>The one at whose position a reading begins; null if nobody waits, which ends it.</summary>
    private CatchUpPart? Next(bool oldest)
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                _ = oldest ? isReadingOldest = false : isReadingNewest = false;
                return null;
            }

            var place = oldest ? waiting.Min : waiting.Max;
            waiting.Remove(place);
            return place.Part;
        }
    }

    /// <summary>Takes those along who wait at positions between where the reading is and where it goes next.</summary>
    private void TakeAlong(CatchUpRide ride, EventPosition next)
    {
        lock (gate)
        {
            if (waiting.Count == 0)
                return;
            foreach (var place in waiting.GetViewBetween(new Place(ride.Reached, 0, null), new Place(next, 0, null)).ToList())
            {
                waiting.Remove(place);
                ride.Board(place.Part!);
            }
        }
    }

    /// <summary>Where somebody waits. No number is 0, so that a place with it is before all others of its position.</summary>
    private readonly record struct Place(EventPosition From, long Number, CatchUpPart? Part) : IComparable<Place>
    {
        public int CompareTo(Place other) => From.CompareTo(other.From) is var order and not 0 ? order : Number.CompareTo(other.Number);
    }
}
