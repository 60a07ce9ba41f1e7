namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>webhook_shards</c>. Webhook, run and partition are parts of the identifier.</summary>
internal static class ShardFields
{
    public const string WebhookId = "webhookId";
    public const string RunId = "runId";
    public const string Partition = "partition";
    public const string Epoch = "epoch";
    public const string Text = "text";

    public const string IdWebhookId = $"_id.{WebhookId}";
    public const string IdRunId = $"_id.{RunId}";
    public const string IdPartition = $"_id.{Partition}";
}
