using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>
/// What was found out about an uploaded file, and where its bytes to be stored are. Disposing of it deletes the files that
/// the inspection made, never the upload itself.
/// </summary>
/// <param name="Format">Kind, content type and extension, found from the bytes.</param>
/// <param name="Duration">In seconds, to the millisecond; null when unknown or without meaning.</param>
/// <param name="Width">As shown.</param>
/// <param name="Height">As shown.</param>
/// <param name="ContentPath">Of the bytes to store: a cleaned copy, or the upload itself.</param>
/// <param name="ThumbnailPath">Of a JPEG; null if there is none.</param>
/// <param name="UploadPath">Of the upload, which stays.</param>
/// <param name="HasThumbnailLater">Whether there was no time for a thumbnail, and more time may make one.</param>
internal sealed record InspectedMedia(
    MediaFormat Format,
    double? Duration,
    int? Width,
    int? Height,
    string ContentPath,
    string? ThumbnailPath,
    string UploadPath,
    bool HasThumbnailLater = false) : IDisposable
{
    public void Dispose()
    {
        if (ContentPath != UploadPath)
            File.Delete(ContentPath);
        if (ThumbnailPath is not null)
            File.Delete(ThumbnailPath);
    }
}
