using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Images.Heif;
using Allmine.Infrastructure.Media.Inspection.Images.Skia;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>
/// Writes an image's stored copy, and then either proves that it is sound by decoding all of it, with a thumbnail, or leaves it undecoded.
/// The copy is the image as it came, less what is not the picture.
/// </summary>
internal abstract class ImageProcessor : IDisposable
{
    /// <summary>The most pictures of an animation.</summary>
    public const int MaxFrames = 2000;

    /// <summary>The most pixels of all frames of an animation together, as a multiple of what a single image may have.</summary>
    public const int MaxAnimationFactor = 10;

    /// <summary>The most scans of an image that is decoded: each costs time for every block of the picture. Encoders write about 10.</summary>
    public const int MaxScans = 30;

    /// <summary>The most memory that <see cref="Decode"/> takes, in bytes; the greatest number where there is no decoder.</summary>
    public abstract long Cost { get; }

    /// <summary>Whether it takes so long to decode, however little memory it takes, that it is to be left.</summary>
    public virtual bool HasTooManyScans => false;

    /// <summary>Reads the image's headers and writes its copy. No picture is decoded.</summary>
    /// <param name="path">Of the image.</param>
    /// <param name="container">What its first bytes say that it is.</param>
    /// <param name="limits">Of bytes and pixels.</param>
    /// <param name="copyPath">Of the stored copy, which is created.</param>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaTooLarge"/> or <see cref="ErrorCode.MediaUnreadable"/>.</exception>
    public static ImageProcessor Open(string path, MediaContainer container, MediaLimits limits, string copyPath)
    {
        if (new FileInfo(path).Length > limits.MaxImageBytes)
            throw new RefusedException(ErrorCode.MediaTooLarge);
        return container is MediaContainer.Heic or MediaContainer.Avif
            ? HeifProcessor.Open(path, container, limits, copyPath)
            : SkiaProcessor.Open(path, container, limits, copyPath);
    }

    /// <summary>Decodes all of it, once.</summary>
    /// <param name="thumbnailPath">Of the thumbnail, which is created.</param>
    /// <returns>The size as shown.</returns>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaUnreadable"/>.</exception>
    public abstract ProcessedImage Decode(string thumbnailPath);

    /// <summary>Takes the image as its headers have it: nobody has seen whether it decodes.</summary>
    /// <returns>The size as shown.</returns>
    public abstract ProcessedImage Leave();

    public abstract void Dispose();

    protected static void CheckPixels((long Width, long Height) size, MediaLimits limits)
    {
        if ((UInt128)size.Width * (UInt128)size.Height > (UInt128)limits.MaxImagePixels)
            throw new RefusedException(ErrorCode.MediaTooLarge);
    }

    protected static RefusedException Unreadable() => new(ErrorCode.MediaUnreadable);
}
