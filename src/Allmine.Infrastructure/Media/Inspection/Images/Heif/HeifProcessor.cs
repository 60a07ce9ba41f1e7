using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Places;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <summary>
/// AVIF is stored as it came, but for EXIF and XMP, which are overwritten with zeros in their places, beside the picture and around it: every browser shows it. HEIC is shown by
/// few: what is stored of it is a JPEG of the same size. If it is not decoded, it is stored like AVIF.
/// </summary>
internal sealed class HeifProcessor : ImageProcessor
{
    private readonly MediaContainer container;
    private readonly HeifImage image;
    private readonly string copyPath;
    private readonly long fileLength;

    private HeifProcessor(MediaContainer container, HeifImage image, string copyPath, long fileLength) =>
        (this.container, this.image, this.copyPath, this.fileLength) = (container, image, copyPath, fileLength);

    public override long Cost => MagickPicture.IsAvailable ? HeifCost.Of(image, container, fileLength) : long.MaxValue;

    public static new HeifProcessor Open(string path, MediaContainer container, MediaLimits limits, string copyPath)
    {
        using var file = File.OpenRead(path);
        var image = HeifReader.Read(new BoundedReader(file)) ?? throw Unreadable();
        CheckPixels((image.Width, image.Height), limits);
        var around = PlaceEraser.Find(new BoundedReader(file), container);
        using var copy = OwnerOnly.Create(copyPath);
        file.Position = 0;
        file.CopyTo(copy);
        PlaceEraser.Overwrite(copy, image.Metadata);
        PlaceEraser.Overwrite(copy, around);
        return new HeifProcessor(container, image, copyPath, file.Length);
    }

    public override ProcessedImage Decode(string thumbnailPath)
    {
        using var picture = MagickPicture.Read(copyPath, container == MediaContainer.Avif ? PictureFormat.Avif : PictureFormat.Heic);
        // The decoder turns it, and cuts what is not to be seen.
        var size = new ProcessedImage(picture.Width, picture.Height, IsRendition: container == MediaContainer.Heic);
        if (image.Colours is { } colours)
            picture.Convert(colours);
        if (size.IsRendition)
        {
            using var copy = OwnerOnly.Create(copyPath);
            picture.WriteRendition(copy);
        }

        using var thumbnail = OwnerOnly.Create(thumbnailPath);
        picture.WriteThumbnail(thumbnail);
        return size;
    }

    public override ProcessedImage Leave() =>
        image.Orientation.SwapsSides ? new ProcessedImage(image.Height, image.Width) : new ProcessedImage(image.Width, image.Height);

    public override void Dispose()
    {
    }
}
