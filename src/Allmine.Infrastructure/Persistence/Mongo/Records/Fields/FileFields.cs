namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>files</c>, beside <see cref="MediaFields"/>.</summary>
internal static class FileFields
{
    public const string OwnerId = "ownerId";
    public const string UploadedAt = "uploadedAt";
    public const string State = "state";
}
