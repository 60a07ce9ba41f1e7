namespace Allmine.Application.Ports.Webhooks;

/// <summary>How far the deliveries of a shard have come.</summary>
/// <param name="Key">Which.</param>
/// <param name="Epoch">Of the lease of its partition.</param>
/// <param name="Text">What the dispatcher has written down: a store does not look into it.</param>
public sealed record StoredShard(ShardKey Key, long Epoch, string Text);
