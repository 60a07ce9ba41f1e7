namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The part <c>laterThumbnail</c> of a file.</summary>
internal static class LaterThumbnailFields
{
    public const string Key = "key";
    public const string Due = "due";
    public const string Tries = "tries";
}
