using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Messages;

namespace Allmine.Application.Events.CatchUp;

/// <summary>
/// What was read from the store for listeners and not taken by them yet: bounded for all of them together. Where there is no room, the
/// reading waits for a moment; then the parts that lie there for longest are let go, and their listeners are cut off.
/// </summary>
/// <param name="maxWeight">The most that all events weigh together, in bytes; each counts once for each listener.</param>
/// <param name="asNow">An event as it is to be told now. It may lock, and calls nothing here.</param>
internal sealed class CatchUpShelf(long maxWeight, Func<FeedItem, FeedItem> asNow)
{
    private readonly Lock gate = new();

    /// <summary>Oldest first.</summary>
    private readonly LinkedList<CatchUpPart> parts = [];

    /// <summary>There while somebody waits for room.</summary>
    private TaskCompletionSource? awaited;
    private long weight;

    /// <summary>What lies there, in bytes: 0 to the bound, and one event more for each reading.</summary>
    public long Weight
    {
        get
        {
            lock (gate)
            {
                return weight;
            }
        }
    }

    public bool IsFull => Weight >= maxWeight;

    /// <summary>Puts an event into a part.</summary>
    public void Put(CatchUpPart part, FeedItem item)
    {
        lock (gate)
        {
            if (part.IsDropped)
                return;
            item = asNow(item);
            part.Items.Enqueue(item);
            part.Count++;
            part.Weight += item.Event!.Weight;
            weight += item.Event.Weight;
            part.Place ??= parts.AddLast(part);
        }
    }

    /// <summary>Puts what is to be told now in the place of what lies there of a message.</summary>
    public void Renew(Id<Message> message)
    {
        lock (gate)
        {
            foreach (var part in parts)
            {
                for (var i = part.Items.Count; i > 0; i--)
                {
                    var item = part.Items.Dequeue();
                    var renewed = item.Event!.About?.Readable?.Id == message ? asNow(item) : item;
                    weight += renewed.Event!.Weight - item.Event!.Weight;
                    part.Items.Enqueue(renewed);
                }
            }
        }
    }

    /// <summary>Takes a part's next event.</summary>
    public bool TryTake(CatchUpPart part, out FeedItem item)
    {
        lock (gate)
        {
            if (!part.Items.TryDequeue(out item))
                return false;
            Lighten(item.Event!.Weight);
            if (part.Items.Count == 0)
                Remove(part);
            return true;
        }
    }

    /// <summary>Lets go of what nobody takes any more.</summary>
    public void Drop(CatchUpPart part)
    {
        lock (gate)
        {
            part.IsDropped = true;
            Lighten(part.Items.Sum(item => (long)item.Event!.Weight));
            part.Items.Clear();
            Remove(part);
        }
    }

    /// <summary>Waits until there is room. After a moment it makes room.</summary>
    public async Task MakeRoomAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        while (Shrinking() is { } change)
        {
            try
            {
                await change.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                DropOldest();
            }
        }
    }

    /// <summary>Done when something was taken; null if there is room.</summary>
    private Task? Shrinking()
    {
        lock (gate)
        {
            if (weight < maxWeight)
                return null;
            awaited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return awaited.Task;
        }
    }

    private void DropOldest()
    {
        while (true)
        {
            CatchUpPart oldest;
            lock (gate)
            {
                if (weight <= maxWeight / 2 || parts.First is null)
                    return;
                oldest = parts.First.Value;
            }

            Drop(oldest);
        }
    }

    private void Remove(CatchUpPart part)
    {
        if (part.Place is null)
            return;
        parts.Remove(part.Place);
        part.Place = null;
    }

    private void Lighten(long by)
    {
        weight -= by;
        awaited?.SetResult();
        awaited = null;
    }
}
