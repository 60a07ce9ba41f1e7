using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>A small JPEG of a picture, on white where it is transparent, in sRGB and without any metadata.</summary>
internal static class Thumbnail
{
    /// <summary>Of its longer side, in pixels. Smaller pictures are not made larger.</summary>
    public const int LongestSide = 320;

    /// <summary>From 0 to 100.</summary>
    public const int JpegQuality = 82;

    public static SKSizeI SizeOf(int width, int height)
    {
        var scale = Math.Min(1, LongestSide / (double)Math.Max(width, height));
        return new SKSizeI(Side(width), Side(height));

        int Side(int side) => Math.Max(1, (int)Math.Round(side * scale));
    }

    /// <summary>
    /// To what size a picture is decoded for it: where the format offers it, to about twice its sides. What decoders make smaller themselves
    /// is not as true in colour as what is made smaller from twice as many pixels.
    /// </summary>
    public static SKSizeI SizeToDecode(SKCodec codec)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var scale = 2 * LongestSide / (float)Math.Max(width, height);
        var size = scale < 1 ? codec.GetScaledDimensions(scale) : codec.Info.Size;
        // Steps of an eighth may be rounded down, and a thumbnail is not enlarged.
        return Math.Max(size.Width, size.Height) < Math.Min(LongestSide, Math.Max(width, height)) ? codec.Info.Size : size;
    }

    /// <param name="picture">At least as large as the thumbnail.</param>
    /// <param name="orientation">How it is shown.</param>
    /// <param name="target">Takes the JPEG.</param>
    public static void Write(SKBitmap picture, Orientation orientation, Stream target)
    {
        var stored = SizeOf(picture.Width, picture.Height);
        var size = orientation.SwapsSides ? new SKSizeI(stored.Height, stored.Width) : stored;
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        // The image borrows the picture's pixels: an image of a bitmap that may yet change would be a copy.
        using (var borrowed = picture.PeekPixels())
        using (var image = SKImage.FromPixels(borrowed))
        {
            surface.Canvas.Clear(SKColors.White);
            surface.Canvas.SetMatrix(orientation.ToMatrix(size.Width, size.Height));
            surface.Canvas.DrawImage(image, new SKRect(0, 0, stored.Width, stored.Height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var pixels = surface.PeekPixels();
        if (!pixels.Encode(target, new SKJpegEncoderOptions(JpegQuality)))
            throw new IOException("The thumbnail could not be written.");
    }
}
