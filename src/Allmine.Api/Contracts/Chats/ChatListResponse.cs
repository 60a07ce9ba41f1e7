namespace Allmine.Api.Contracts.Chats;

/// <summary>A page of the caller's chats.</summary>
public sealed record ChatListResponse
{
    /// <summary>Newest activity first.</summary>
    public required IReadOnlyList<ChatResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
