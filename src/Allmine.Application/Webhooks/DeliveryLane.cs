using Allmine.Application.Ports.Feed;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>The events of a lane that have been looked at and not taken yet, of which one is sent at a time.</summary>
internal sealed class DeliveryLane(DeliveryShard shard, Id<FeedLane> id)
{
    /// <summary>So many events are kept in memory; what comes after them is read again.</summary>
    public const int MostQueued = 8;

    private readonly Queue<FeedEntry> queue = [];

    public DeliveryShard Shard { get; } = shard;

    public Id<FeedLane> Id { get; } = id;

    /// <summary>The first event that has not been taken has this number or a higher one.</summary>
    public long Next { get; private set; }

    /// <summary>How many events are not taken, of those that were looked at.</summary>
    public int Pending { get; private set; }

    /// <summary>How often the first one, or the gap before it, was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is tried next; null for at once.</summary>
    public DateTime? Due { get; set; }

    public int? StatusCode { get; set; }

    public string? Error { get; set; }

    public WebhookGap? Gap { get; set; }

    public LaneState State { get; set; }

    /// <summary>
    /// Whether the first event is to be set aside, and not tried any more: its last attempt has failed, or the gap before it could not be told. It is set aside once that is written down, so
    /// that whoever goes on after this node does not give what is on record as set aside.
    /// </summary>
    public bool GivesUpNext { get; set; }

    /// <summary>Whether that is written down.</summary>
    public bool IsGivingUpKept { get; set; }

    /// <summary>The first event, if it is in memory.</summary>
    public FeedEntry? First => queue.TryPeek(out var first) ? first : null;

    /// <summary>Whether there is nothing to be remembered of it.</summary>
    public bool IsThrough => Pending == 0 && Gap is null;

    public static DeliveryLane Restore(DeliveryShard shard, LaneRecord record) => new(shard, record.Lane)
    {
        Next = record.Next,
        Pending = record.Pending,
        Attempts = record.Attempts,
        Due = record.Due,
        StatusCode = record.StatusCode,
        Error = record.Error,
        Gap = record.Gap,
        GivesUpNext = record.GivesUpNext,
        IsGivingUpKept = record.GivesUpNext,
    };

    public LaneRecord ToRecord() => new(Id, Next, Pending, Attempts, Due, StatusCode, Error, Gap, GivesUpNext);

    /// <summary>About how much memory its events take, in characters of data.</summary>
    public int Weight => queue.Sum(entry => entry.Data.Length);

    /// <summary>Adds the next event that was looked at.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="isKept">Whether there is room for it in memory; if not, it is read again.</param>
    public void Add(FeedEntry entry, bool isKept)
    {
        if (Pending == 0)
            Next = entry.Number;
        if (isKept && queue.Count == Pending && queue.Count < MostQueued)
            queue.Enqueue(entry);
        Pending++;
    }

    /// <summary>Takes what was read again, from the first event on that has not been taken.</summary>
    /// <param name="entries">Those of them that are for the receiver, at most <see cref="MostQueued"/>.</param>
    /// <param name="isAll">Whether there were no more up to where the shard had come.</param>
    /// <param name="expected">How many there were to be then: those that have come since are counted already.</param>
    /// <returns>Whether some are missing.</returns>
    public bool Refill(IReadOnlyList<FeedEntry> entries, bool isAll, int expected)
    {
        queue.Clear();
        foreach (var entry in entries)
            queue.Enqueue(entry);
        if (!isAll)
        {
            Pending = Math.Max(Pending, entries.Count);
            return false;
        }

        Pending += entries.Count - expected;
        return entries.Count < expected;
    }

    /// <summary>Notes that this is the first event.</summary>
    public void Begin(long number) => Next = number;

    /// <summary>Notes that none of the events up to a number is for the receiver.</summary>
    public void PassTo(long number) => Next = Math.Max(Next, number + 1);

    /// <summary>The first event is through.</summary>
    public void Shift()
    {
        Next = queue.Dequeue().Number + 1;
        Pending--;
        Renew();
        TakeBack();
    }

    /// <summary>What comes next has not been tried.</summary>
    public void Renew() => (Attempts, Due, StatusCode, Error) = (0, null, null, null);

    /// <summary>What comes next is not what was to be set aside.</summary>
    public void TakeBack() => (GivesUpNext, IsGivingUpKept) = (false, false);

    /// <summary>Lets the memory go that a lane takes which waits for its next attempt.</summary>
    public void Drop() => queue.Clear();
}
