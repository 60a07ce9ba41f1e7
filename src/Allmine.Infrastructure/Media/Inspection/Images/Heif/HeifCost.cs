using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <summary>The most memory that decoding an image of HEIF takes, in bytes, with its thumbnail and the JPEG that a HEIC becomes (measured in docs/media.md).</summary>
internal static class HeifCost
{
    public static long Of(HeifImage image, MediaContainer container, long fileLength) =>
        ((long)image.Width * image.Height * BytesOfPixel(image, container)) + fileLength;

    private static int BytesOfPixel(HeifImage image, MediaContainer container) => (container, image.IsDeep, image.HasAlpha) switch
    {
        (MediaContainer.Avif, false, _) => 20,
        (MediaContainer.Avif, true, _) => 26,
        (_, true, true) => 28,
        (_, true, false) => 20,
        (_, false, true) => 14,
        _ => MagickPicture.IsOptimized(image.Width, image.Height) ? 11 : 8,
    };
}
