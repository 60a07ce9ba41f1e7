namespace Allmine.Api.Contracts.Chats;

/// <summary>What has changed in the chats that were named.</summary>
public sealed record SyncResponse
{
    /// <summary>In the order asked. Together they have 500 items at most; what found no room has none, and more to come.</summary>
    public required IReadOnlyList<SyncedChatResponse> Chats { get; init; }

    /// <summary>The ids of those that are not, or never were, the caller's.</summary>
    public required IReadOnlyList<string> Gone { get; init; }
}
