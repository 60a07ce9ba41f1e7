using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Webhooks;

/// <summary>The shards of a run in the partitions that this node has, and how much memory their events take.</summary>
internal sealed class DeliveryShards
{
    /// <summary>So much data of events that wait for their turn is kept in memory, in characters.</summary>
    public const int MostWeight = 4 << 20;

    private readonly Dictionary<int, DeliveryShard> shards = [];
    private long weight;

    public IReadOnlyCollection<DeliveryShard> All => shards.Values;

    /// <summary>How much data of events that wait for their turn is in memory, in characters. Anybody may ask.</summary>
    public long Weight => Volatile.Read(ref weight);

    public bool HasRoom => weight < MostWeight;

    public DeliveryShard? Find(int partition) => shards.GetValueOrDefault(partition);

    /// <summary>Whether a lane is of one of them, and not of one that has gone to another node.</summary>
    public bool Have(DeliveryLane lane) => Find(lane.Shard.Partition) == lane.Shard;

    public void Put(DeliveryShard shard)
    {
        Remove(shard.Partition);
        shards.Add(shard.Partition, shard);
        weight += shard.Lanes.Sum(lane => (long)lane.Weight);
    }

    public void Remove(int partition)
    {
        if (shards.Remove(partition, out var shard))
            weight -= shard.Lanes.Sum(lane => (long)lane.Weight);
    }

    /// <summary>Adds an event that the receiver is to be given.</summary>
    public DeliveryLane Add(DeliveryShard shard, FeedEntry entry)
    {
        var before = shard.Find(entry.Lane)?.Weight ?? 0;
        var lane = shard.Add(entry, HasRoom);
        weight += lane.Weight - before;
        return lane;
    }

    /// <summary>Does what changes a lane of one of them.</summary>
    public void Change(DeliveryLane lane, Action change)
    {
        weight -= lane.Weight;
        change();
        weight += lane.Weight;
        lane.Shard.Settle(lane);
    }
}
