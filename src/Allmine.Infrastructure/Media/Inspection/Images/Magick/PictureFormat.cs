namespace Allmine.Infrastructure.Media.Inspection.Images.Magick;

/// <summary>What ImageMagick may take a file for.</summary>
internal enum PictureFormat
{
    Jpeg,
    Heic,
    Avif,
}
