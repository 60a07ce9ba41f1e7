namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>chat</c> of an alteration that has changed the chat itself: what it was then.</summary>
internal static class SnapshotFields
{
    public const string Title = "title";
    public const string Photo = "photo";
    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
}
