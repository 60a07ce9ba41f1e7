using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Stores.InMemory;

/// <summary>What is kept of webhooks and of how far their deliveries have come.</summary>
internal sealed class InMemoryWebhooks(Lock gate) : IWebhookStore
{
    private readonly Dictionary<ShardKey, StoredShard> shards = [];
    private readonly Dictionary<(Id<WebhookKey>, long), DeliveryRecord> deliveries = [];
    private RegistryText registry = new(null, 0);

    public Task<RegistryText> ReadRegistryAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(registry);
    }

    public Task<bool> ReplaceRegistryAsync(string text, long revision, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (registry.Revision != revision)
                return Task.FromResult(false);
            registry = new RegistryText(text, revision + 1);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<StoredShard>> TakeShardsAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var ofPartition = shards.Values.Where(shard => shard.Key.Partition == partition).Select(shard => shard with { Epoch = Math.Max(epoch, shard.Epoch) }).ToList();
            ofPartition.ForEach(shard => shards[shard.Key] = shard);
            return Task.FromResult<IReadOnlyList<StoredShard>>(ofPartition);
        }
    }

    public Task<IReadOnlyList<StoredShard>> ReadShardsAsync(Id<WebhookKey> webhook, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<StoredShard>>([.. shards.Values.Where(shard => shard.Key.WebhookId == webhook)]);
    }

    public Task<IReadOnlyList<ShardKey>> SaveShardsAsync(IReadOnlyCollection<StoredShard> saved, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var refused = new List<ShardKey>();
            foreach (var shard in saved)
            {
                if (shards.GetValueOrDefault(shard.Key)?.Epoch > shard.Epoch)
                    refused.Add(shard.Key);
                else
                    shards[shard.Key] = shard;
            }

            return Task.FromResult<IReadOnlyList<ShardKey>>(refused);
        }
    }

    public Task RemoveShardsAsync(Id<WebhookKey> webhook, Id<RunKey>? run, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var key in shards.Keys.Where(key => key.WebhookId == webhook && (run is null || key.RunId == run)).ToList())
                shards.Remove(key);
            if (run is null)
                RemoveDeliveries(delivery => delivery.WebhookId == webhook);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyCollection<Id<WebhookKey>>> ListKnownAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyCollection<Id<WebhookKey>>>([.. shards.Keys.Select(key => key.WebhookId).Concat(deliveries.Values.Select(delivery => delivery.WebhookId)).Distinct()]);
    }

    public Task PutDeliveriesAsync(IReadOnlyCollection<DeliveryRecord> records, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var record in records)
                deliveries[(record.WebhookId, record.Number)] = record;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<DeliveryRecord>> ReadDeliveriesAsync(Id<WebhookKey> webhook, DeliveryStatus? status, long before, long downTo, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = deliveries.Values.Where(record => record.WebhookId == webhook && record.Number < before && record.Number > downTo && (status is null || record.Status == status));
            return Task.FromResult<IReadOnlyList<DeliveryRecord>>([.. found.OrderByDescending(record => record.Number).Take(limit)]);
        }
    }

    public Task TrimDeliveriesAsync(long upTo, DateTime deliveredBefore, CancellationToken cancellationToken)
    {
        lock (gate)
            RemoveDeliveries(record => record.Number <= upTo || (record.Status == DeliveryStatus.Delivered && record.At < deliveredBefore));
        return Task.CompletedTask;
    }

    private void RemoveDeliveries(Func<DeliveryRecord, bool> which)
    {
        foreach (var record in deliveries.Values.Where(which).ToList())
            deliveries.Remove((record.WebhookId, record.Number));
    }
}
