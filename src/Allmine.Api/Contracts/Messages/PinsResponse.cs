namespace Allmine.Api.Contracts.Messages;

/// <summary>A page of a chat's pinned messages.</summary>
public sealed record PinsResponse
{
    /// <summary>The newest pin first.</summary>
    public required IReadOnlyList<MessageResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
