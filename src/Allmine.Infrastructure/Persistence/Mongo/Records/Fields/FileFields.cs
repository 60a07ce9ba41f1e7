namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The collection <c>files</c>, beside <see cref="MediaFields"/>.</summary>
internal static class FileFields
{
    public const string OwnerId = "ownerId";
    public const string UploadedAt = "uploadedAt";
    public const string State = "state";

    /// <summary>There for films whose thumbnail was not made in time.</summary>
    public const string LaterThumbnail = "laterThumbnail";

    public const string LaterThumbnailDue = $"{LaterThumbnail}.{LaterThumbnailFields.Due}";
    public const string LaterThumbnailKey = $"{LaterThumbnail}.{LaterThumbnailFields.Key}";
    public const string LaterThumbnailTries = $"{LaterThumbnail}.{LaterThumbnailFields.Tries}";
}
