namespace Allmine.Api.Contracts.Webhooks;

/// <summary>What the receiver has not taken yet.</summary>
public sealed record WebhookBacklogResponse
{
    /// <summary>How many events; beyond 10,000 an estimate.</summary>
    public long Events { get; init; }

    /// <summary>When the oldest of them was recorded, UTC; null if there is none.</summary>
    public DateTime? OldestAt { get; init; }
}
