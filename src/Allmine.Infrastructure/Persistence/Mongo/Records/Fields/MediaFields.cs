namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>What is known of a file's content: fields of an uploaded file, and of the part <c>media</c> of a message.</summary>
internal static class MediaFields
{
    public const string Kind = "kind";
    public const string Name = "name";
    public const string Size = "size";
    public const string Duration = "duration";
    public const string Width = "width";
    public const string Height = "height";
    public const string Key = "key";
    public const string ThumbnailKey = "thumbnailKey";
}
