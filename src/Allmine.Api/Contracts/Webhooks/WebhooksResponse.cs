namespace Allmine.Api.Contracts.Webhooks;

/// <summary>All webhooks.</summary>
public sealed record WebhooksResponse
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<WebhookResponse> Items { get; init; }
}
