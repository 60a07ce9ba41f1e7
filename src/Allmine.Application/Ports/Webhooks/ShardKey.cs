using Allmine.Domain;

namespace Allmine.Application.Ports.Webhooks;

/// <summary>The deliveries of one run of a webhook in one partition of the feed.</summary>
public readonly record struct ShardKey(Id<WebhookKey> WebhookId, Id<RunKey> RunId, int Partition);
