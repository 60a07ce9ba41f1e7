using Allmine.Application.Ports.Feed;

namespace Allmine.Application.Feed;

/// <summary>An event of the feed, as a caller gets it.</summary>
/// <param name="Position">Where to go on after it.</param>
/// <param name="Entry">The event, with the tombstone for its data if its message is deleted by now.</param>
public sealed record ToldEvent(string Position, FeedEntry Entry);
