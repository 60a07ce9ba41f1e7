namespace Allmine.Api.Contracts.Messages;

/// <summary>One user's reaction.</summary>
public sealed record ReactionItemResponse
{
    public required string UserId { get; init; }

    public required string Emoji { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTime At { get; init; }
}
