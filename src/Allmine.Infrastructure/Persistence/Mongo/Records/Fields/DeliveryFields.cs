namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>webhook_deliveries</c>. Webhook and number of the event are parts of the identifier.</summary>
internal static class DeliveryFields
{
    public const string WebhookId = "webhookId";
    public const string Number = "number";
    public const string Status = "status";
    public const string Attempts = "attempts";
    public const string StatusCode = "statusCode";
    public const string Error = "error";
    public const string At = "at";

    public const string IdWebhookId = $"_id.{WebhookId}";
    public const string IdNumber = $"_id.{Number}";
}
