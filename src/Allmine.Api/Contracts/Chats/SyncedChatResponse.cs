namespace Allmine.Api.Contracts.Chats;

/// <summary>What has changed in one of the chats.</summary>
public sealed record SyncedChatResponse
{
    public required string ChatId { get; init; }

    /// <summary>The number of the chat's last change.</summary>
    public long LastChange { get; init; }

    /// <summary>By the number of each thing's latest change, oldest first.</summary>
    public required IReadOnlyList<ChangeResponse> Items { get; init; }

    /// <summary>Whether there are later ones: ask again from the last item's <c>change</c>.</summary>
    public bool HasMore { get; init; }

    /// <summary>Whether what was held of the chat is void, and the items begin anew.</summary>
    public bool Reset { get; init; }

    /// <summary>How many messages of others the caller has not read.</summary>
    public long UnreadCount { get; init; }

    /// <summary>How many of the messages that the caller has not read mention the caller.</summary>
    public long UnreadMentions { get; init; }
}
