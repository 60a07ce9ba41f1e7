namespace Allmine.Application.Feed;

/// <summary>What of the feed is configured (section <c>Feed</c>).</summary>
public sealed record FeedOptions
{
    /// <summary>How long every event is kept at least.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(4);
}
