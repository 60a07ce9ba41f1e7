using Allmine.Domain;

namespace Allmine.Application.Ports.Webhooks;

/// <summary>A delivery that did not succeed at once. Those that did have none.</summary>
/// <param name="WebhookId">To whom.</param>
/// <param name="Number">The event's number in the feed.</param>
/// <param name="Status"><see cref="DeliveryStatus.Delivered"/> or <see cref="DeliveryStatus.SetAside"/>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="StatusCode">Of the last attempt's answer; null for none.</param>
/// <param name="Error">What was wrong with the last attempt; null for nothing.</param>
/// <param name="At">When it was taken or set aside, UTC, in whole milliseconds.</param>
public sealed record DeliveryRecord(Id<WebhookKey> WebhookId, long Number, DeliveryStatus Status, int Attempts, int? StatusCode, string? Error, DateTime At);
