using Allmine.Api.Configuration.Reading;
using Allmine.Application.Feed;

namespace Allmine.Api.Configuration;

/// <summary>How long the feed is kept (section <c>Feed</c>).</summary>
public static class FeedSettings
{
    public const string RetentionSetting = "Feed:Retention";

    /// <summary>Short enough to try what happens to those who come too late.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan GreatestRetention = TimeSpan.FromDays(365);

    /// <exception cref="SettingException">Not a time span within the bounds.</exception>
    public static FeedOptions Read(IConfiguration configuration) =>
        new() { Retention = configuration.Duration(RetentionSetting, new FeedOptions().Retention, LeastRetention, GreatestRetention) };
}
