namespace Allmine.Api.Contracts.Webhooks;

/// <summary>What the receiver for tries was given, at most 100.</summary>
public sealed record WebhookInboxResponse
{
    /// <summary>Newest first.</summary>
    public required IReadOnlyList<ReceivedWebhookResponse> Items { get; init; }
}
