using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Webhooks;

/// <summary>Reads for a run what has come to its partitions, and once more what waits in its lanes and is not in memory.</summary>
internal sealed class DeliveryFeed(KnownWebhook known, DeliveryShards shards, LaneSchedule schedule, LaneWork work, DeliveryTools tools)
{
    /// <summary>So many events are looked at at once, in a partition.</summary>
    private const int ReadAtOnce = 100;

    /// <summary>So many partitions are read at once.</summary>
    private const int PartitionsAtOnce = 8;

    /// <summary>What was recorded within so long is certainly still kept.</summary>
    private static readonly TimeSpan SafeFromRemoval = TimeSpan.FromSeconds(30);

    /// <summary>Looks at what has come to the partitions.</summary>
    public async Task FillAsync(FeedState state, CancellationToken cancellationToken)
    {
        var upTo = Math.Min(state.Last, known.Run.UpTo ?? long.MaxValue);
        var behind = new List<DeliveryShard>();
        foreach (var shard in shards.All)
        {
            if (shard.IsDone || shard.IsLeaving)
                continue;
            var isThere = shard.Position >= upTo || state.Heads.Count == 0 || state.Heads[shard.Partition] <= shard.Position;
            if (isThere)
                shard.LevelAt = tools.Time.GetTimestamp();
            if (isThere && known.Run.UpTo is { } end && state.Last >= end)
            {
                shard.Pass(end);
                if (shard.Lanes.Count == 0)
                    shard.End();
            }
            else if (!isThere && shard.HasRoom && shards.HasRoom)
            {
                behind.Add(shard);
            }
        }

        if (behind.Count == 0)
            return;
        // By the types of before nothing is passed over that came after they changed.
        var registry = await tools.Book.ReadNowAsync();
        if (registry.Webhooks.All(one => one.Id != known.Webhook.Id))
            return;
        known.Take(registry);
        if (!known.MayGoOn)
            return;
        foreach (var some in behind.Chunk(PartitionsAtOnce))
        {
            var read = await Task.WhenAll(
                some.Select(shard => tools.Log.ReadPartitionAsync(shard.Partition, shard.Position, upTo, known.Webhook.TypesAfter(shard.Position), LimitOf(shard), cancellationToken)));
            // What is long ago may have been removed just before it was to be read.
            var then = some.All(shard => shard.LevelAt is { } at && tools.Time.GetElapsedTime(at) < SafeFromRemoval) ? state : await tools.Log.ReadStateAsync(cancellationToken);
            foreach (var (shard, entries) in some.Zip(read))
                Take(shard, entries, entries.Count < LimitOf(shard) ? upTo : 0, then);
        }
    }

    /// <summary>Reads a lane's next events again.</summary>
    public void Refill(DeliveryLane lane, CancellationToken cancellationToken)
    {
        var expected = lane.Pending;
        var limit = shards.HasRoom ? DeliveryLane.MostQueued : 1;
        work.Begin(
            lane,
            async () =>
            {
                var entries = await tools.Log.ReadLaneAsync(lane.Id, lane.Next - 1, lane.Shard.Position, known.Webhook.TypesAfter(lane.Next - 1), limit, cancellationToken);
                // Read after it: what was removed meanwhile is seen to be gone.
                return (Entries: entries, State: await tools.Log.ReadStateAsync(cancellationToken));
            },
            read => Refilled(lane, read.Entries, read.State, limit, expected));
    }

    private static int LimitOf(DeliveryShard shard) => Math.Min(ReadAtOnce, DeliveryShard.MostLanes - shard.Lanes.Count);

    private void Take(DeliveryShard shard, IReadOnlyList<FeedEntry> entries, long upTo, FeedState state)
    {
        if (shard.Position < state.Floor)
        {
            // Some of what has gone may have been for the receiver. It is passed over once it is certain that the receiver will be told.
            known.Owe();
            if (known.IsLive)
                return;
            shard.Pass(state.Floor);
        }

        foreach (var entry in entries)
        {
            if (known.Webhook.Hears(entry.Type, entry.Number))
                schedule.List(shards.Add(shard, entry));
            else
                shard.Pass(entry.Number);
        }

        shard.Pass(upTo);
    }

    private void Refilled(DeliveryLane lane, IReadOnlyList<FeedEntry> entries, FeedState state, int limit, int expected)
    {
        // By which types it is to be looked at is open: it is read again.
        if (known.Webhook.IsUndecided)
            return;
        var heard = entries.Where(entry => known.Webhook.Hears(entry.Type, entry.Number)).ToList();
        if (heard.Count == 0 && entries.Count > 0)
        {
            // None of these: what is wanted lies further on.
            lane.PassTo(entries[^1].Number);
            return;
        }

        // Where the feed has lost what was to come, nobody can say what it was.
        var isShort = lane.Refill(heard, isAll: entries.Count < limit, expected);
        if (lane.First is not null)
            schedule.ListFirst(lane);
        if (lane.Next > state.Floor)
            return;
        // What was tried is not what comes next.
        if (lane.Gap is null && lane.First?.Number != lane.Next)
        {
            lane.Renew();
            lane.TakeBack();
        }

        if (isShort)
            known.Owe();
    }
}
