namespace Allmine.Api.Contracts.Feed;

/// <summary>The data of <c>credits.granted</c>.</summary>
public sealed record FeedCreditsGrantedData
{
    public required string UserId { get; init; }

    /// <summary>How many whole credits, at least 1.</summary>
    public long Amount { get; init; }

    /// <summary>Whole credits after it.</summary>
    public long Balance { get; init; }
}
