using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>The documents of deliveries.</summary>
internal static class DeliveryDocuments
{
    public const string Delivered = "delivered";
    public const string SetAside = "set_aside";

    public static IReadOnlyList<string> StatusNames => [Delivered, SetAside];

    public static string NameOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => Delivered,
        DeliveryStatus.SetAside => SetAside,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No record is kept of it."),
    };

    /// <summary>The identifier, in the one order of fields that it always has: so those of a webhook are in the order of the events.</summary>
    public static BsonDocument IdOf(Id<WebhookKey> webhook, long number) => IdOf(webhook, (BsonValue)number);

    /// <param name="webhook">Whose.</param>
    /// <param name="number">A number, or what is below or above all of them.</param>
    public static BsonDocument IdOf(Id<WebhookKey> webhook, BsonValue number) => new() { { DeliveryFields.WebhookId, webhook.ToObjectId() }, { DeliveryFields.Number, number } };

    public static BsonDocument Of(DeliveryRecord delivery) => new()
    {
        { "_id", IdOf(delivery.WebhookId, delivery.Number) },
        { DeliveryFields.Status, NameOf(delivery.Status) },
        { DeliveryFields.Attempts, (long)delivery.Attempts },
        { DeliveryFields.StatusCode, () => (long)delivery.StatusCode!.Value, delivery.StatusCode is not null },
        { DeliveryFields.Error, delivery.Error, delivery.Error is not null },
        { DeliveryFields.At, delivery.At },
    };

    /// <returns>Null if it can't be read.</returns>
    public static DeliveryRecord? In(BsonDocument document) =>
        document.DocumentOrNull("_id") is { } id
        && id.IdOrNull<WebhookKey>(DeliveryFields.WebhookId) is { } webhook
        && id.WholeOrNull(DeliveryFields.Number) is { } number
        && StatusIn(document.GetValue(DeliveryFields.Status, BsonNull.Value)) is { } status
        && document.WholeOrNull(DeliveryFields.Attempts) is >= 0 and <= int.MaxValue and { } attempts
        && document.TimeOrNull(DeliveryFields.At) is { } at
            ? new DeliveryRecord(webhook, number, status, (int)attempts, (int?)document.WholeOrNull(DeliveryFields.StatusCode), (document.GetValue(DeliveryFields.Error, BsonNull.Value) as BsonString)?.Value, at)
            : null;

    private static DeliveryStatus? StatusIn(BsonValue name) => (name as BsonString)?.Value switch
    {
        Delivered => DeliveryStatus.Delivered,
        SetAside => DeliveryStatus.SetAside,
        _ => null,
    };
}
