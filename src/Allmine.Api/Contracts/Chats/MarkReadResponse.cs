namespace Allmine.Api.Contracts.Chats;

/// <summary>How far the caller has read a chat.</summary>
public sealed record MarkReadResponse
{
    public required string ChatId { get; init; }

    /// <summary>The number of the last message read; 0 for none. It never goes back.</summary>
    public long Sequence { get; init; }

    /// <summary>How many messages of others come after it.</summary>
    public long UnreadCount { get; init; }
}
