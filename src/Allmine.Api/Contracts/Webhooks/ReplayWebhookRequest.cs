namespace Allmine.Api.Contracts.Webhooks;

/// <summary>What is to be given once more.</summary>
public sealed record ReplayWebhookRequest
{
    /// <summary>The position of the feed after which it begins.</summary>
    /// <example>fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC</example>
    public string? From { get; init; }

    /// <summary>The position with which it ends; the newest event if left out.</summary>
    /// <example>fAAAAAAAAABC0f4yVYx4Ry2UWnpL1jKkC</example>
    public string? To { get; init; }
}
