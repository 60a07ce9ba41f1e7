namespace Allmine.Application.Feed;

/// <summary>Something for a listener to the feed.</summary>
/// <param name="Position">Where to go on after it.</param>
/// <param name="Event">What has happened; null for a sign of life, the beginning, or a reset.</param>
/// <param name="IsReset">Whether the position that was asked for is not there any more, and the oldest events follow.</param>
public readonly record struct FeedStreamItem(string Position, ToldEvent? Event = null, bool IsReset = false);
