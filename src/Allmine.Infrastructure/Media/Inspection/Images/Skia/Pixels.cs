using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images.Skia;

/// <summary>Memory for decoded pictures: four bytes a pixel, without gaps.</summary>
internal static class Pixels
{
    /// <exception cref="InsufficientMemoryException">The machine has none left: no fault of the picture, whose size was checked.</exception>
    public static SKBitmap Allocate(SKImageInfo info)
    {
        var bitmap = new SKBitmap();
        if (bitmap.TryAllocPixels(info, info.RowBytes))
            return bitmap;
        bitmap.Dispose();
        throw new InsufficientMemoryException();
    }
}
