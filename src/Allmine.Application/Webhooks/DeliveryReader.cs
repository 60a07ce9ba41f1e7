using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Webhooks;

/// <summary>Tells how deliveries stand. Most have no record of their own: it follows from how far the webhook has come.</summary>
internal sealed class DeliveryReader(IFeedLog log, IWebhookStore store, WebhookBacklogs backlogs, TimeProvider time)
{
    /// <summary>So many events are looked at for an answer.</summary>
    public const int Looks = 1_000;

    private const int LooksAtOnce = 200;

    /// <summary>A page of deliveries, newest event first.</summary>
    /// <param name="webhook">Whose.</param>
    /// <param name="status">Only those; null for all.</param>
    /// <param name="before">Of events with lower numbers; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The deliveries, and the number below which the next page begins; null for no more.</returns>
    public async Task<(IReadOnlyList<DeliveryView> Items, long? Next)> ReadAsync(Webhook webhook, DeliveryStatus? status, long? before, int limit, CancellationToken cancellationToken)
    {
        var state = await log.ReadStateAsync(cancellationToken);
        var floor = Math.Max(state.Floor, webhook.Live.First);
        var from = Math.Min(before ?? long.MaxValue, state.Last + 1);
        return status switch
        {
            DeliveryStatus.SetAside => await ReadSetAsideAsync(webhook, from, floor, limit, cancellationToken),
            DeliveryStatus.Failed => await ReadFailedAsync(webhook, await backlogs.ReadLiveAsync(webhook, cancellationToken), from, floor, limit, cancellationToken),
            _ => await ReadAllAsync(webhook, status, await backlogs.ReadLiveAsync(webhook, cancellationToken), from, floor, limit, cancellationToken),
        };
    }

    /// <summary>How the delivery of one event stands; null if it is none of the webhook's.</summary>
    public async Task<DeliveryView?> FindAsync(Webhook webhook, long number, CancellationToken cancellationToken)
    {
        if (number < 1 || number == long.MaxValue || await EntryAsync(number, webhook, cancellationToken) is not { } entry)
            return null;
        var shards = await backlogs.ReadLiveAsync(webhook, cancellationToken);
        var records = await store.ReadDeliveriesAsync(webhook.Id, null, number + 1, number - 1, 1, cancellationToken);
        return Of(webhook, entry, records.Count == 0 ? null : records[0], shards);
    }

    private async Task<(IReadOnlyList<DeliveryView> Items, long? Next)> ReadAllAsync(
        Webhook webhook, DeliveryStatus? status, Dictionary<int, ShardRecord> shards, long before, long floor, int limit, CancellationToken cancellationToken)
    {
        var listedSince = time.GetUtcMilliseconds() - WebhookTimes.ListedDelivered;
        var items = new List<DeliveryView>();
        var end = Math.Max(floor, before - 1 - Looks);
        while (before - 1 > end)
        {
            var downTo = Math.Max(end, before - 1 - LooksAtOnce);
            var records = (await store.ReadDeliveriesAsync(webhook.Id, null, before, downTo, LooksAtOnce, cancellationToken)).ToDictionary(record => record.Number);
            foreach (var entry in await log.ReadBackAsync(before, downTo, webhook.AllTypes, LooksAtOnce, cancellationToken))
            {
                if (Of(webhook, entry, records.GetValueOrDefault(entry.Number), shards) is not { } view || (status ?? view.Status) != view.Status
                    || (view.Status == DeliveryStatus.Delivered && (view.EndedAt ?? entry.CreatedAt) < listedSince))
                    continue;
                if (items.Count == limit)
                    return (items, items[^1].Entry.Number);
                items.Add(view);
            }

            before = downTo + 1;
        }

        return (items, end > floor ? end + 1 : null);
    }

    private async Task<(IReadOnlyList<DeliveryView> Items, long? Next)> ReadSetAsideAsync(Webhook webhook, long before, long floor, int limit, CancellationToken cancellationToken)
    {
        var records = await store.ReadDeliveriesAsync(webhook.Id, DeliveryStatus.SetAside, before, floor, limit + 1, cancellationToken);
        var items = new List<DeliveryView>();
        foreach (var record in records.Take(limit))
        {
            if (await EntryAsync(record.Number, webhook, cancellationToken) is { } entry)
                items.Add(Of(entry, record));
        }

        return (items, records.Count > limit ? records[limit - 1].Number : null);
    }

    private async Task<(IReadOnlyList<DeliveryView> Items, long? Next)> ReadFailedAsync(
        Webhook webhook, Dictionary<int, ShardRecord> shards, long before, long floor, int limit, CancellationToken cancellationToken)
    {
        var failed = shards.Values.SelectMany(shard => shard.Lanes).Where(lane => IsFailed(lane) && lane.Next < before && lane.Next > floor).OrderByDescending(lane => lane.Next).Take(limit + 1).ToList();
        var items = new List<DeliveryView>();
        foreach (var lane in failed.Take(limit))
        {
            if (await EntryAsync(lane.Next, webhook, cancellationToken) is { } entry)
                items.Add(OfLane(entry, lane));
        }

        return (items, failed.Count > limit ? failed[limit - 1].Next : null);
    }

    private async Task<FeedEntry?> EntryAsync(long number, Webhook webhook, CancellationToken cancellationToken) =>
        await log.ReadAsync(number - 1, number, webhook.AllTypes, 1, cancellationToken) is [var entry] ? entry : null;

    private static DeliveryView? Of(Webhook webhook, FeedEntry entry, DeliveryRecord? record, Dictionary<int, ShardRecord> shards)
    {
        if (!webhook.Hears(entry.Type, entry.Number) || entry.Number <= webhook.Live.First)
            return null;
        if (record is not null)
            return Of(entry, record);
        if (entry.Number <= webhook.Live.After)
            return null;
        if (!shards.TryGetValue(entry.Partition, out var shard) || entry.Number > shard.Position)
            return new DeliveryView(entry, DeliveryStatus.Pending, 0, null, null, null, null);
        if (shard.Lanes.FirstOrDefault(lane => lane.Lane == entry.Lane && lane.Pending > 0 && lane.Next <= entry.Number) is not { } lane)
            return new DeliveryView(entry, DeliveryStatus.Delivered, 1, null, null, null, null);
        return lane.Next == entry.Number && IsFailed(lane) ? OfLane(entry, lane) : new DeliveryView(entry, DeliveryStatus.Pending, 0, null, null, null, null);
    }

    /// <summary>Before one with a gap it is the gap that was tried.</summary>
    private static bool IsFailed(LaneRecord lane) => lane is { Pending: > 0, Attempts: > 0, Gap: null };

    private static DeliveryView OfLane(FeedEntry entry, LaneRecord lane) => new(entry, DeliveryStatus.Failed, lane.Attempts, lane.StatusCode, lane.Error, lane.Due, null);

    private static DeliveryView Of(FeedEntry entry, DeliveryRecord record) => new(entry, record.Status, record.Attempts, record.StatusCode, record.Error, null, record.At);
}
