namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>The size of an image as it is shown, its stored copy and its thumbnail having been written.</summary>
internal sealed record ProcessedImage(int Width, int Height);
