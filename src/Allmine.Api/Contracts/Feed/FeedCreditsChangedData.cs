namespace Allmine.Api.Contracts.Feed;

/// <summary>The data of <c>credits.changed</c> in the feed.</summary>
public sealed record FeedCreditsChangedData
{
    public required string UserId { get; init; }

    /// <summary>Whole credits, 0 or more.</summary>
    public long Balance { get; init; }
}
