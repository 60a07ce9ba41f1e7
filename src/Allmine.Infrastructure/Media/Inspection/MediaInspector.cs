using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection.Budgets;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Places;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>
/// Finds out what an uploaded file is, from its bytes alone, measures it, and makes what is to be stored of it. It works on
/// <see cref="AtOnce"/> images and as many films at a time, of each user on one, and the others wait.
/// </summary>
/// <param name="videoThumbnailer">Takes the pictures of films.</param>
/// <param name="imageWorkers">Open and decode images.</param>
/// <param name="memory">That all images together may take while they are decoded.</param>
internal sealed class MediaInspector(VideoThumbnailer videoThumbnailer, ImageWorkers imageWorkers, ByteBudget memory)
{
    /// <summary>Images that are decoded at once, and films whose picture is taken at once.</summary>
    public const int AtOnce = 2;

    /// <summary>The most images that wait for their turn, and the most films.</summary>
    public const int MaxWaiting = 32;

    /// <summary>Whose work it is that no user waits for. The owner of a film is none: their next upload would wait for it.</summary>
    private static Id<User> Nobody => default;

    private readonly WorkSlots images = new(AtOnce, MaxWaiting);

    private readonly WorkSlots films = new(AtOnce, MaxWaiting);

    /// <param name="spoolPath">
    /// Of the upload: a random name without an extension, in a folder in which the cleaned copy and the thumbnail may be made. The places in a
    /// film or a TIFF are overwritten in it.
    /// </param>
    /// <param name="owner">Whose upload it is.</param>
    /// <param name="fileName">As the client sent it; it can only contradict the bytes.</param>
    /// <param name="declaredType">Likewise the content type.</param>
    /// <param name="limits">Of bytes and pixels.</param>
    /// <param name="cancellationToken">Ends the inspection between its steps, and FFmpeg at once.</param>
    /// <returns>To be disposed of once its files are stored.</returns>
    /// <exception cref="RefusedException">
    /// <see cref="ErrorCode.MediaUnreadable"/>: empty, an image that does not decode, or a film with more parts than are walked. <see cref="ErrorCode.ContentMismatch"/>.
    /// <see cref="ErrorCode.MediaTooLarge"/>: more bytes or pixels than its kind may have. <see cref="ErrorCode.ServiceBusy"/>: too many wait
    /// for their turn.
    /// </exception>
    public async Task<InspectedMedia> InspectAsync(
        string spoolPath, Id<User> owner, string? fileName, string? declaredType, MediaLimits limits, CancellationToken cancellationToken)
    {
        var (format, measures) = await Task.Run(() => Identify(spoolPath, fileName, declaredType, limits), cancellationToken);
        // In the upload itself: whoever compares it with another has taken its digest before.
        await Task.Run(() => PlaceEraser.Erase(spoolPath, format.Container), cancellationToken);
        return format.Kind switch
        {
            MediaKind.Image => await InspectImageAsync(spoolPath, owner, format, limits, cancellationToken),
            MediaKind.Video => await InspectVideoAsync(spoolPath, owner, format, measures, limits.FilmTime, cancellationToken),
            _ => new InspectedMedia(format, measures.Duration, measures.Width, measures.Height, spoolPath, ThumbnailPath: null, spoolPath),
        };
    }

    /// <summary>Takes the picture of a film that is stored already, in turn with uploads: of all that nobody waits for, one at a time.</summary>
    /// <param name="filmPath">As a spool path.</param>
    /// <param name="thumbnailPath">Is created if there is a thumbnail.</param>
    /// <param name="cancellationToken">Ends FFmpeg at once.</param>
    /// <exception cref="RefusedException"><see cref="ErrorCode.ServiceBusy"/>: too many wait for their turn.</exception>
    public async Task<ThumbnailOutcome> TakePictureAsync(string filmPath, string thumbnailPath, CancellationToken cancellationToken)
    {
        using var slot = await films.EnterAsync(Nobody, cancellationToken);
        return await videoThumbnailer.WriteAsync(filmPath, thumbnailPath, VideoThumbnailer.LaterTimeLimit, cancellationToken);
    }

    private static (MediaFormat Format, MediaMeasures Measures) Identify(string path, string? fileName, string? declaredType, MediaLimits limits)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
            throw new RefusedException(ErrorCode.MediaUnreadable);
        var reader = new BoundedReader(file);
        var format = MediaSniffer.Sniff(reader);
        var measures = MediaMeasurer.Measure(reader, format);
        format = format.As(measures.Kind);
        if (DeclaredKind.IsContradicted(fileName, declaredType, format))
            throw new RefusedException(ErrorCode.ContentMismatch);
        if (file.Length > limits.MaxBytesOf(format.Kind))
            throw new RefusedException(ErrorCode.MediaTooLarge);
        return (FileFormats.Of(format, fileName), measures);
    }

    private async Task<InspectedMedia> InspectImageAsync(
        string path, Id<User> owner, MediaFormat format, MediaLimits limits, CancellationToken cancellationToken)
    {
        var (copy, thumbnail) = (MediaSpool.PathBeside(path, "copy"), MediaSpool.PathBeside(path, "thumbnail"));
        var image = new OpenImage(path, format.Container, limits, copy);
        using var slot = await images.EnterAsync(owner, cancellationToken);
        try
        {
            var (size, isDecoded) = await ProcessAsync(image, thumbnail, cancellationToken);
            // Of what browsers don't show, a JPEG is stored.
            var stored = size.IsRendition ? MediaFormat.Jpeg : format;
            return new InspectedMedia(stored, Duration: null, size.Width, size.Height, copy, isDecoded ? thumbnail : null, path);
        }
        catch
        {
            File.Delete(copy);
            File.Delete(thumbnail);
            throw;
        }
    }

    private async Task<(ProcessedImage Size, bool IsDecoded)> ProcessAsync(OpenImage image, string thumbnail, CancellationToken cancellationToken)
    {
        using (var opened = await imageWorkers.OpenAsync(image, cancellationToken))
        {
            if (opened.Cost > memory.MaxShare || opened.HasTooManyScans)
                return (await opened.LeaveAsync(cancellationToken), false);
            using var share = await memory.HoldAsync(opened.Cost, cancellationToken);
            if (await opened.TryDecodeAsync(thumbnail, cancellationToken) is { } size)
                return (size, true);
        }

        // A worker was lost over it.
        using var again = await imageWorkers.OpenAsync(image, cancellationToken);
        return (await again.LeaveAsync(cancellationToken), false);
    }

    private async Task<InspectedMedia> InspectVideoAsync(
        string path, Id<User> owner, MediaFormat format, MediaMeasures measures, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var thumbnail = MediaSpool.PathBeside(path, "thumbnail");
        using var slot = await films.EnterAsync(owner, cancellationToken);
        try
        {
            var outcome = await videoThumbnailer.WriteAsync(path, thumbnail, timeLimit, cancellationToken);
            return new InspectedMedia(
                format, measures.Duration, measures.Width, measures.Height, path, outcome == ThumbnailOutcome.Made ? thumbnail : null, path, outcome == ThumbnailOutcome.OutOfTime);
        }
        catch
        {
            File.Delete(thumbnail);
            throw;
        }
    }
}
