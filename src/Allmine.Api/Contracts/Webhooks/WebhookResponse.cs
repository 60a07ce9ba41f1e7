namespace Allmine.Api.Contracts.Webhooks;

/// <summary>A webhook.</summary>
public sealed record WebhookResponse
{
    public required string Name { get; init; }

    public required string Url { get; init; }

    /// <summary>The types of events that it hears.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Whether events are sent. A receiver that answers 410 switches it off.</summary>
    public bool Active { get; init; }

    /// <summary>Since when it is off, UTC; null while it is active. It keeps its place for 3 days.</summary>
    public DateTime? InactiveSince { get; init; }

    /// <summary>The secret that signs: shown once, by the call that makes it, be it the first one or a rotation; null otherwise.</summary>
    public string? Secret { get; init; }

    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; init; }

    public required WebhookBacklogResponse Backlog { get; init; }
}
