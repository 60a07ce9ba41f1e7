using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>The deliveries of a run in one partition of the feed, while this node has that partition.</summary>
internal sealed class DeliveryShard(ShardKey key, long epoch)
{
    /// <summary>So many lanes may have something that is not taken; then no more events are looked at until one is through. So many chats may fail in a partition without holding up others.</summary>
    public const int MostLanes = 256;

    /// <summary>So many lanes may have nothing but a gap to be told of; then they are one gap of everything.</summary>
    public const int MostGaps = 128;

    private readonly Dictionary<Id<FeedLane>, DeliveryLane> lanes = [];

    public ShardKey Key { get; } = key;

    public long Epoch { get; } = epoch;

    public int Partition => Key.Partition;

    /// <summary>Events up to this number have been looked at.</summary>
    public long Position { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>When there was nothing more to be looked at, as a timestamp; null if that was never seen.</summary>
    public long? LevelAt { get; set; }

    /// <summary>How many attempts are on their way.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether nothing more is to be begun, because the partition goes to another node.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Whether something has changed that is not written down.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Whether that is more than that events were passed over which the receiver does not hear.</summary>
    public bool IsUrgent { get; private set; }

    public IReadOnlyCollection<DeliveryLane> Lanes => lanes.Values;

    public bool HasRoom => lanes.Count < MostLanes;

    /// <summary>Whether there are too many gaps to tell each.</summary>
    public bool HasManyGaps => lanes.Count > MostGaps && lanes.Values.Count(lane => lane is { Pending: 0, Gap: not null }) > MostGaps;

    /// <summary>As it was written down, or from the beginning of the run.</summary>
    public static DeliveryShard Restore(ShardKey key, long epoch, StoredShard? stored, WebhookRun run)
    {
        var shard = new DeliveryShard(key, epoch);
        if (stored is null)
        {
            shard.Position = run.After;
            return shard;
        }

        var record = WebhookJson.Read<ShardRecord>(stored.Text, $"deliveries of webhook {key.WebhookId}, partition {key.Partition}");
        (shard.Position, shard.IsDone) = (record.Position, record.IsDone);
        foreach (var lane in record.Lanes)
            shard.lanes.Add(lane.Lane, DeliveryLane.Restore(shard, lane));
        return shard;
    }

    public DeliveryLane? Find(Id<FeedLane> lane) => lanes.GetValueOrDefault(lane);

    /// <summary>Adds an event that the receiver is to be given.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="isKept">Whether there is room for it in memory; if not, it is read again.</param>
    public DeliveryLane Add(FeedEntry entry, bool isKept)
    {
        if (!lanes.TryGetValue(entry.Lane, out var lane))
            lanes.Add(entry.Lane, lane = new DeliveryLane(this, entry.Lane));
        lane.Add(entry, isKept);
        Position = entry.Number;
        Changed();
        return lane;
    }

    /// <summary>Notes that there is nothing more for the receiver up to a number.</summary>
    public void Pass(long position)
    {
        if (position <= Position)
            return;
        Position = position;
        IsDirty = true;
    }

    public void Changed() => (IsDirty, IsUrgent) = (true, true);

    /// <summary>Forgets a lane that is through.</summary>
    public void Settle(DeliveryLane lane)
    {
        if (lane.IsThrough)
            lanes.Remove(lane.Id);
        Changed();
    }

    /// <summary>Forgets all gaps: the receiver is told that it has missed something anywhere.</summary>
    /// <returns>The lanes that had one. Some may have waited for its next attempt.</returns>
    public IReadOnlyList<DeliveryLane> ForgetGaps()
    {
        var forgotten = lanes.Values.Where(lane => lane.Gap is not null).ToList();
        foreach (var lane in forgotten)
        {
            lane.Gap = null;
            lane.Renew();
            Settle(lane);
        }

        return forgotten;
    }

    public void End()
    {
        IsDone = true;
        Changed();
    }

    /// <summary>Takes what is to be written down.</summary>
    public StoredShard Take()
    {
        (IsDirty, IsUrgent) = (false, false);
        return new StoredShard(Key, Epoch, WebhookJson.Write(new ShardRecord(Position, [.. lanes.Values.Select(lane => lane.ToRecord())], IsDone)));
    }
}
