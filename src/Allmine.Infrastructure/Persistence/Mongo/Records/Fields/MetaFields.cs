namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>meta</c>.</summary>
internal static class MetaFields
{
    public const string Version = "version";
    public const string Key = "key";

    /// <summary>The store's time when the feed that is kept came into the schema: what was written from then on is recorded.</summary>
    public const string FeedSince = "feedSince";
}
