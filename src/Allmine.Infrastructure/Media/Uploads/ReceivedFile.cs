using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>An upload in the spool.</summary>
internal sealed class ReceivedFile(
    SpoolFile file, string digest, string? fileName, string? declaredType, MediaInspector inspector, IMediaStore store, MediaLimits limits)
    : IReceivedFile
{
    private InspectedMedia? inspected;
    private MediaContent? content;

    public string Digest { get; } = digest;

    public string? LaterThumbnailKey { get; private set; }

    public async Task<MediaContent> InspectAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        if (content is not null)
            return content;
        inspected = await inspector.InspectAsync(file.Path, owner, fileName, declaredType, limits, cancellationToken);
        LaterThumbnailKey = inspected.HasThumbnailLater ? NewThumbnailKey() : null;
        return content = new MediaContent(
            inspected.Format.Kind,
            FileNames.Clean(fileName),
            new FileInfo(inspected.ContentPath).Length,
            inspected.Duration,
            inspected.Width,
            inspected.Height,
            MediaKey.New(inspected.Format.Extension),
            inspected.ThumbnailPath is null ? null : NewThumbnailKey());
    }

    private static string NewThumbnailKey() => MediaKey.New(MediaFormat.Jpeg.Extension);

    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (inspected is null || content is null)
            throw new InvalidOperationException("It has to be inspected first.");
        await store.PutAsync(content.Key, inspected.ContentPath, content.Name, cancellationToken);
        if (content.ThumbnailKey is { } thumbnail)
            await store.PutAsync(thumbnail, inspected.ThumbnailPath!, FileNames.OfThumbnail(content.Name), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        inspected?.Dispose();
        file.Dispose();
        return ValueTask.CompletedTask;
    }
}
