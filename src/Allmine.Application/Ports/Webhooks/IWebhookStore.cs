using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Webhooks;

/// <summary>What is kept of webhooks and of how far their deliveries have come. Every method may throw <see cref="StoreUnavailableException"/>.</summary>
public interface IWebhookStore
{
    Task<RegistryText> ReadRegistryAsync(CancellationToken cancellationToken);

    /// <summary>Puts another text in the registry's place, one revision further.</summary>
    /// <param name="text">At most 1 MiB.</param>
    /// <param name="revision">The revision that it was made from.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the registry has another revision: then nothing changes.</returns>
    Task<bool> ReplaceRegistryAsync(string text, long revision, CancellationToken cancellationToken);

    /// <summary>Raises the epoch of all shards of a partition that have a lower one, so that nothing of an earlier owner is written any more, and reads them.</summary>
    Task<IReadOnlyList<StoredShard>> TakeShardsAsync(int partition, long epoch, CancellationToken cancellationToken);

    /// <summary>All shards of a webhook, of all its runs.</summary>
    Task<IReadOnlyList<StoredShard>> ReadShardsAsync(Id<WebhookKey> webhook, CancellationToken cancellationToken);

    /// <summary>Writes shards, each for itself: one that has a higher epoch by now stays as it is. New ones are added.</summary>
    /// <returns>Those that were not written.</returns>
    Task<IReadOnlyList<ShardKey>> SaveShardsAsync(IReadOnlyCollection<StoredShard> shards, CancellationToken cancellationToken);

    /// <summary>Removes the shards of a run.</summary>
    /// <param name="webhook">Whose.</param>
    /// <param name="run">Which run; null for all, and then the records of its deliveries go, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RemoveShardsAsync(Id<WebhookKey> webhook, Id<RunKey>? run, CancellationToken cancellationToken);

    /// <summary>The webhooks that have shards, or records of deliveries.</summary>
    Task<IReadOnlyCollection<Id<WebhookKey>>> ListKnownAsync(CancellationToken cancellationToken);

    /// <summary>Adds records, or puts them in the place of earlier ones of the same deliveries.</summary>
    Task PutDeliveriesAsync(IReadOnlyCollection<DeliveryRecord> deliveries, CancellationToken cancellationToken);

    /// <summary>The records of a webhook's deliveries of events below <paramref name="before"/> and above <paramref name="downTo"/>, of a status if one is given, newest event first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<DeliveryRecord>> ReadDeliveriesAsync(Id<WebhookKey> webhook, DeliveryStatus? status, long before, long downTo, int limit, CancellationToken cancellationToken);

    /// <summary>Removes records of events up to a number, and those of delivered ones up to a time.</summary>
    Task TrimDeliveriesAsync(long upTo, DateTime deliveredBefore, CancellationToken cancellationToken);
}
