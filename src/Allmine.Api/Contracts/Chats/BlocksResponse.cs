namespace Allmine.Api.Contracts.Chats;

/// <summary>A page of those whom the caller has blocked.</summary>
public sealed record BlocksResponse
{
    /// <summary>The newest block first.</summary>
    public required IReadOnlyList<BlockedUserResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
