using Allmine.Application.Ports.Events;

namespace Allmine.Application.Events;

/// <summary>
/// The latest events, in their order, each with a number that no other one ever has. The oldest are let go when there are
/// too many, or when they weigh too much. What they tell of a message that is deleted by now is its tombstone. It does not lock; whoever uses it does.
/// </summary>
internal sealed class EventRing(EventOptions options)
{
    private readonly FeedItem[] items = new FeedItem[options.MaxEvents];
    private readonly ErasedMessages erased = new();
    private long weight;

    /// <summary>Everything after this position, up to <see cref="Position"/>, is here.</summary>
    public EventPosition Start { get; private set; } = new(string.Empty);

    /// <summary>How far the feed has been read.</summary>
    public EventPosition Position { get; private set; } = new(string.Empty);

    /// <summary>The number of the oldest event that is here.</summary>
    public long First { get; private set; }

    /// <summary>The number of the next event to come.</summary>
    public long Next { get; private set; }

    /// <summary>Lets go of everything, and begins anew at a position.</summary>
    public void Reset(EventPosition position)
    {
        while (First < Next)
            DropOldest();
        Start = Position = position;
    }

    /// <summary>Takes the feed's next step; one that is not past <see cref="Position"/> tells nothing, nor does an event that is for no listener at all.</summary>
    /// <returns>Whether there is an event with it that is kept.</returns>
    public bool Add(FeedItem item)
    {
        if (item.Position <= Position)
            return false;
        Position = item.Position;
        // A message may be deleted where nobody is left to hear it: what was told of it before is here, and must not be told again.
        if (item.Event is null or { Recipients.Count: 0, About: null })
            return false;
        while (First < Next && (Next - First == items.Length || weight + item.Event.Weight > options.MaxWeight))
            DropOldest();
        items[Next % items.Length] = item;
        weight += item.Event.Weight;
        erased.Note(item.Event);
        Next++;
        return true;
    }

    /// <summary>The event of that number; null if it has been let go.</summary>
    public FeedItem? Find(long number) => number >= First && number < Next ? AsNow(items[number % items.Length]) : null;

    /// <summary>An event, of here or from elsewhere, as it is to be told now.</summary>
    public FeedItem AsNow(FeedItem item) => erased.AsNow(item);

    /// <summary>The number of the first event after a position that is not before <see cref="Start"/>.</summary>
    public long FirstAfter(EventPosition position)
    {
        var (low, high) = (First, Next);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (items[middle % items.Length].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void DropOldest()
    {
        ref var oldest = ref items[First % items.Length];
        Start = oldest.Position;
        weight -= oldest.Event!.Weight;
        erased.Forget(oldest.Event);
        oldest = default;
        First++;
    }
}
