namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>The size of an image as it is shown, its stored copy having been written.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="IsRendition">Whether the copy is a JPEG in place of the image, which browsers don't show.</param>
internal sealed record ProcessedImage(int Width, int Height, bool IsRendition = false);
