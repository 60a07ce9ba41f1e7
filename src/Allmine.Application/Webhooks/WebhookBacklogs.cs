using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>Finds out what receivers have not taken yet, with bounded work.</summary>
internal sealed class WebhookBacklogs(IFeedLog log, IWebhookStore store)
{
    /// <summary>So many events of a webhook are counted; of more it is only known that they are more.</summary>
    private const int MostCounted = 10_000;

    /// <returns>Null if what is kept of its deliveries can't be read: the others are told all the same.</returns>
    public async Task<WebhookBacklog?> FindAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(webhook, cancellationToken);
        }
        catch (UnreadableRecordException)
        {
            return null;
        }
    }

    public async Task<WebhookBacklog> ReadAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var state = await log.ReadStateAsync(cancellationToken);
        var shards = await ReadLiveAsync(webhook, cancellationToken);
        var events = 0L;
        var left = MostCounted;
        long? oldest = null;
        for (var partition = 0; partition < FeedEntry.Partitions; partition++)
        {
            var record = shards.GetValueOrDefault(partition) ?? new ShardRecord(webhook.Live.After, []);
            foreach (var lane in record.Lanes.Where(lane => lane.Pending > 0))
            {
                events += lane.Pending;
                oldest = Math.Min(oldest ?? long.MaxValue, lane.Next);
            }

            var head = state.Heads.Count > 0 ? state.Heads[partition] : 0;
            if (head <= record.Position)
                continue;
            var count = left <= 0 ? 0 : await log.CountPartitionAsync(partition, record.Position, head, webhook.Types, left + 1, cancellationToken);
            // Beyond what is counted every 64th number or so is of this partition: what may be of other types is counted, too.
            events += left > 0 && count <= left ? count : Math.Max(count, (head - Math.Max(record.Position, state.Floor)) / FeedEntry.Partitions);
            left -= count;
            if (count > 0 || left <= 0)
                oldest = Math.Min(oldest ?? long.MaxValue, record.Position + 1);
        }

        return events == 0 ? WebhookBacklog.Empty : new WebhookBacklog(events, await TimeOfAsync(oldest ?? state.Last, state, webhook, cancellationToken));
    }

    /// <summary>The shards of the live deliveries, by partition.</summary>
    public async Task<Dictionary<int, ShardRecord>> ReadLiveAsync(Webhook webhook, CancellationToken cancellationToken) =>
        (await store.ReadShardsAsync(webhook.Id, cancellationToken))
            .Where(shard => shard.Key.RunId == webhook.Live.Id)
            .ToDictionary(shard => shard.Key.Partition, shard => WebhookJson.Read<ShardRecord>(shard.Text, $"deliveries of webhook {webhook.Name}"));

    /// <summary>When the first event that the webhook hears was recorded, from a number on.</summary>
    private async Task<DateTime?> TimeOfAsync(long number, FeedState state, Webhook webhook, CancellationToken cancellationToken)
    {
        var first = await log.ReadAsync(Math.Max(number - 1, state.Floor), state.Last, webhook.AllTypes, 1, cancellationToken);
        return first.Count == 0 ? null : first[0].CreatedAt;
    }
}
