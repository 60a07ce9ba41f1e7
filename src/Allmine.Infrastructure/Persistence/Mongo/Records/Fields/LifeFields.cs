namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>life</c> of a message.</summary>
internal static class LifeFields
{
    public const string Change = "change";
    public const string Kind = "kind";
    public const string UserId = "userId";
    public const string Emoji = "emoji";
    public const string Version = "version";
    public const string EditedAt = "editedAt";
    public const string DeletedAt = "deletedAt";
    public const string PinnedAt = "pinnedAt";
    public const string Reactions = "reactions";
    public const string ThumbnailChange = "thumbnailChange";
}
