namespace Allmine.Api.Contracts.Feed;

/// <summary>The data of <c>block.changed</c>.</summary>
public sealed record FeedBlockChangedData
{
    /// <summary>Who has set or taken back the block.</summary>
    public required string UserId { get; init; }

    /// <summary>The other user.</summary>
    public required string BlockedId { get; init; }

    /// <summary>Whether there is a block now.</summary>
    public bool Blocked { get; init; }
}
