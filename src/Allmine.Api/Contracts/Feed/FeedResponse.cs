namespace Allmine.Api.Contracts.Feed;

/// <summary>A page of the feed.</summary>
public sealed record FeedResponse
{
    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<FeedItemResponse> Items { get; init; }

    /// <summary>What to name as <c>after</c> next; it moves also where there are no items.</summary>
    public required string Position { get; init; }

    /// <summary>Whether there is more already.</summary>
    public bool HasMore { get; init; }

    /// <summary>Whether <c>after</c> is none of this service's positions, or too old: then the items begin with the oldest that are kept.</summary>
    public bool Reset { get; init; }
}
