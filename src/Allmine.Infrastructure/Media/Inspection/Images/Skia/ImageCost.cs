using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images.Skia;

/// <summary>
/// The most memory that decoding an image takes, in bytes, reckoned from its headers alone, but for some megabytes that each takes (measured in
/// docs/decisions/0034).
/// </summary>
internal static class ImageCost
{
    /// <summary>Of a decoded pixel.</summary>
    private const long PixelSize = 4;

    /// <param name="codec">That will decode it.</param>
    /// <param name="container">Its format.</param>
    /// <param name="image">What was seen of it.</param>
    /// <param name="isUndone">Whether frames are undone after they were shown.</param>
    /// <param name="fileLength">In bytes.</param>
    public static long Of(SKCodec codec, MediaContainer container, StrippedImage image, bool isUndone, long fileLength)
    {
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        var picture = PixelSize * pixels;
        var small = Thumbnail.SizeToDecode(codec);
        var scaled = WithSmallerOnes(PixelSize * small.Width * small.Height);
        // Beside the decoded picture, while it is decoded.
        var decoder = container switch
        {
            MediaContainer.Png => image.DecoderBytes + (image.IsAnimated ? 4 * fileLength : 0),
            MediaContainer.WebP => Math.Max(image.IsAnimated ? picture : 0, image.DecoderBytesOfPixel * pixels) + (2 * fileLength),
            MediaContainer.Gif => picture,
            // Whether its end mark is all that it lacks is seen by decoding the whole.
            _ => image.DecoderBytes + (image.IsCompleted ? picture : 0),
        };
        if (image.IsAnimated && container != MediaContainer.Png)
            // A frame is decoded by itself before it is laid upon the others, and thumbnails are made beside all of them.
            return decoder + picture + WithSmallerOnes(picture) + (isUndone ? picture : 0);
        return Math.Max(decoder + (image.IsAnimated ? picture : scaled), scaled);
    }

    /// <summary>A picture is made smaller by halves, each a quarter of the one before.</summary>
    private static long WithSmallerOnes(long picture) => picture + (picture / 3);
}
