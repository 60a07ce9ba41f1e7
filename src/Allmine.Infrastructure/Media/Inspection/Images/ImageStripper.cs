using Allmine.Infrastructure.Media.Inspection.Images.Gif;
using Allmine.Infrastructure.Media.Inspection.Images.Jpeg;
using Allmine.Infrastructure.Media.Inspection.Images.Png;
using Allmine.Infrastructure.Media.Inspection.Images.WebP;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>
/// Copies an image without what is not the picture: EXIF with its places, XMP, texts, thumbnails, and whatever follows the
/// image's end. The picture itself stays as it is, bit for bit, and so do colour profiles and animation.
/// </summary>
internal static class ImageStripper
{
    /// <returns>Null if the file ends before the image does, or is no such image.</returns>
    public static StrippedImage? Strip(BoundedReader reader, MediaContainer container, Stream target) => container switch
    {
        MediaContainer.Jpeg => JpegStripper.Strip(reader, target),
        MediaContainer.Png => PngStripper.Strip(reader, target),
        MediaContainer.Gif => GifStripper.Strip(reader, target),
        MediaContainer.WebP => WebPStripper.Strip(reader, target),
        _ => null,
    };
}
