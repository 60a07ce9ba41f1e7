namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <summary>What the headers of an image of HEIF say.</summary>
/// <param name="Width">Of the picture as it is stored, in pixels.</param>
/// <param name="Height">Of the picture as it is stored, in pixels.</param>
/// <param name="Orientation">How it is shown.</param>
/// <param name="Metadata">Where EXIF and XMP lie.</param>
internal sealed record HeifImage(int Width, int Height, Orientation Orientation, IReadOnlyList<ByteRange> Metadata);
