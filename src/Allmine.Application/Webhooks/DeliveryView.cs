using System.Globalization;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Webhooks;

/// <summary>How the delivery of an event to a webhook stands.</summary>
/// <param name="Entry">The event.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="StatusCode">Of the last attempt's answer; null if none came, or it is not known any more.</param>
/// <param name="Error">What was wrong with the last attempt; null for nothing.</param>
/// <param name="NextAttemptAt">When it is tried again; null if it is not, or at once.</param>
/// <param name="EndedAt">When it was taken or set aside; null if it was not, or was taken at once.</param>
public sealed record DeliveryView(FeedEntry Entry, DeliveryStatus Status, int Attempts, int? StatusCode, string? Error, DateTime? NextAttemptAt, DateTime? EndedAt)
{
    /// <summary>What the delivery is called.</summary>
    public string DeliveryId => Entry.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The header <c>webhook-id</c> of all its attempts.</summary>
    public string EventId => WebhookBody.IdOf(Entry.Id);

    /// <summary>The event's position in the feed.</summary>
    public string Position { get; init; } = "";
}
