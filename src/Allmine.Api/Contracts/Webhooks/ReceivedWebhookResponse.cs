namespace Allmine.Api.Contracts.Webhooks;

/// <summary>Something that the receiver for tries was given.</summary>
public sealed record ReceivedWebhookResponse
{
    /// <summary>The webhook, as the address of the receiver names it.</summary>
    public required string Name { get; init; }

    /// <summary>When it came, UTC.</summary>
    public DateTime ReceivedAt { get; init; }

    /// <summary>Whether it was signed with a secret that the webhook of that name has here. If not, the answer was 401.</summary>
    public bool Verified { get; init; }

    /// <summary>The header <c>webhook-id</c>: the same in every attempt.</summary>
    public string? WebhookId { get; init; }

    /// <summary>The header <c>webhook-timestamp</c>: when the attempt was made, in seconds since 1970.</summary>
    public string? WebhookTimestamp { get; init; }

    /// <summary>The header <c>webhook-signature</c>: one signature, or several separated by spaces.</summary>
    public string? WebhookSignature { get; init; }

    /// <summary>The body, as it was received.</summary>
    public required string Body { get; init; }
}
