namespace Allmine.Api.Contracts.Webhooks;

/// <summary>How the delivery of an event stands.</summary>
public sealed record DeliveryResponse
{
    public required string Id { get; init; }

    /// <summary>The header <c>webhook-id</c> of all its attempts.</summary>
    public required string WebhookId { get; init; }

    /// <summary><c>pending</c>: not tried yet; <c>delivered</c>; <c>failed</c>: tried, and to be tried again; <c>set_aside</c>: given up.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>The event's position in the feed.</summary>
    public required string Position { get; init; }

    /// <summary>The event's type.</summary>
    public required string Type { get; init; }

    public string? ChatId { get; init; }

    public long? Change { get; init; }

    /// <summary>The status of the last answer, of a delivery that was not taken at once; null if none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What was wrong with the last attempt, where no answer came; null otherwise.</summary>
    public string? Error { get; init; }

    /// <summary>When the event was recorded, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When it is tried next, UTC, of one that has failed.</summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>When it was taken or set aside, UTC; null if it was not, or was taken at once.</summary>
    public DateTime? EndedAt { get; init; }
}
