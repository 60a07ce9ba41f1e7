namespace Allmine.Application.Feed;

/// <summary>A page of the feed.</summary>
/// <param name="Items">The events, oldest first.</param>
/// <param name="Position">Where to go on; it moves also where there are no items.</param>
/// <param name="HasMore">Whether there is more already.</param>
/// <param name="IsReset">Whether what was asked for is not there any more, so that the items begin with the oldest.</param>
public sealed record FeedPage(IReadOnlyList<ToldEvent> Items, string Position, bool HasMore, bool IsReset);
