namespace Allmine.Application.Feed;

/// <summary>How the feed is kept.</summary>
public sealed record FeedOptions
{
    /// <summary>For how long events are kept at least.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(4);
}
