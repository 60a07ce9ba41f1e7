namespace Allmine.Api.Contracts.Messages;

/// <summary>A page of those who have reacted to a message.</summary>
public sealed record ReactionsResponse
{
    /// <summary>Whoever reacted first comes first.</summary>
    public required IReadOnlyList<ReactionItemResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
