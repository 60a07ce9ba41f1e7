using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Media.Inspection;

/// <summary>
/// Finds out what an uploaded file is, from its bytes alone, measures it, and makes what is to be stored of it. It works on
/// <see cref="AtOnce"/> images at a time, the others wait: a decoded one may take hundreds of megabytes.
/// </summary>
internal sealed class MediaInspector(VideoThumbnailer videoThumbnailer) : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim images = new(AtOnce);

    /// <summary>Films whose picture FFmpeg is taking.</summary>
    private readonly SemaphoreSlim films = new(AtOnce);

    /// <param name="spoolPath">
    /// Of the upload: a random name without an extension, in a folder in which the cleaned copy and the thumbnail may be made.
    /// </param>
    /// <param name="fileName">As the client sent it; it can only contradict the bytes.</param>
    /// <param name="declaredType">Likewise the content type.</param>
    /// <param name="limits">Of bytes and pixels.</param>
    /// <param name="cancellationToken">Ends the inspection between its steps, and FFmpeg at once.</param>
    /// <returns>To be disposed of once its files are stored.</returns>
    /// <exception cref="RefusedException">
    /// <see cref="ErrorCode.MediaUnreadable"/>: empty, or an image that does not decode. <see cref="ErrorCode.ContentMismatch"/>.
    /// <see cref="ErrorCode.MediaTooLarge"/>: more bytes or pixels than its kind may have.
    /// </exception>
    public async Task<InspectedMedia> InspectAsync(
        string spoolPath, string? fileName, string? declaredType, MediaLimits limits, CancellationToken cancellationToken)
    {
        var (format, measures) = await Task.Run(() => Identify(spoolPath, fileName, declaredType, limits), cancellationToken);
        return format.Kind switch
        {
            MediaKind.Image => await InspectImageAsync(spoolPath, format, limits, cancellationToken),
            MediaKind.Video => await InspectVideoAsync(spoolPath, format, measures, cancellationToken),
            _ => new InspectedMedia(format, measures.Duration, measures.Width, measures.Height, spoolPath, ThumbnailPath: null, spoolPath),
        };
    }

    public void Dispose()
    {
        images.Dispose();
        films.Dispose();
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
        return (format, measures);
    }

    private async Task<InspectedMedia> InspectImageAsync(string path, MediaFormat format, MediaLimits limits, CancellationToken cancellationToken)
    {
        var (copy, thumbnail) = (MediaSpool.PathBeside(path, "copy"), MediaSpool.PathBeside(path, "thumbnail"));
        await images.WaitAsync(cancellationToken);
        try
        {
            var image = await Task.Run(() => ImageProcessor.Process(path, format.Container, limits, copy, thumbnail), cancellationToken);
            return new InspectedMedia(format, Duration: null, image.Width, image.Height, copy, thumbnail, path);
        }
        catch
        {
            File.Delete(copy);
            File.Delete(thumbnail);
            throw;
        }
        finally
        {
            images.Release();
        }
    }

    private async Task<InspectedMedia> InspectVideoAsync(string path, MediaFormat format, MediaMeasures measures, CancellationToken cancellationToken)
    {
        var thumbnail = MediaSpool.PathBeside(path, "thumbnail");
        await films.WaitAsync(cancellationToken);
        try
        {
            var hasThumbnail = await videoThumbnailer.TryWriteAsync(path, thumbnail, cancellationToken);
            return new InspectedMedia(format, measures.Duration, measures.Width, measures.Height, path, hasThumbnail ? thumbnail : null, path);
        }
        catch
        {
            File.Delete(thumbnail);
            throw;
        }
        finally
        {
            films.Release();
        }
    }
}
