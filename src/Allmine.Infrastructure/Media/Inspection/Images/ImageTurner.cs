using System.Runtime.InteropServices;
using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>Turns and mirrors a picture the way EXIF says that it is to be shown. It moves pixels and changes none.</summary>
internal static class ImageTurner
{
    public static bool SwapsSides(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
        or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <param name="source">Of four bytes a pixel.</param>
    /// <param name="origin">Where in the source the picture's first row and column are.</param>
    public static SKBitmap Turn(SKBitmap source, SKEncodedOrigin origin)
    {
        var (width, height) = (source.Width, source.Height);
        var size = SwapsSides(origin) ? new SKSizeI(height, width) : new SKSizeI(width, height);
        var target = Pixels.Allocate(source.Info.WithSize(size));
        var (right, bottom) = (width - 1, (height - 1) * width);
        // Where the first pixel of the target comes from, and how far its right and its lower neighbour are from there.
        var (first, across, down) = origin switch
        {
            SKEncodedOrigin.TopRight => (right, -1, width),
            SKEncodedOrigin.BottomRight => (bottom + right, -1, -width),
            SKEncodedOrigin.BottomLeft => (bottom, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (bottom, -width, 1),
            SKEncodedOrigin.RightBottom => (bottom + right, -width, -1),
            SKEncodedOrigin.LeftBottom => (right, width, -1),
            _ => (0, 1, width),
        };
        var from = MemoryMarshal.Cast<byte, uint>(source.GetPixelSpan());
        var to = MemoryMarshal.Cast<byte, uint>(target.GetPixelSpan());
        for (var y = 0; y < size.Height; y++)
        {
            var row = to.Slice(y * size.Width, size.Width);
            var index = first + (y * down);
            for (var x = 0; x < row.Length; x++, index += across)
                row[x] = from[index];
        }

        return target;
    }
}
