namespace Allmine.Api.Contracts.Messages;

/// <summary>One kind of reaction on a message.</summary>
public sealed record ReactionResponse
{
    public required string Emoji { get; init; }

    /// <summary>How many have reacted so.</summary>
    public long Count { get; init; }

    /// <summary>Whether the reader is one of them.</summary>
    public bool Mine { get; init; }
}
