using SkiaSharp;

namespace Allmine.Infrastructure.Development;

/// <summary>A picture made by code, so that the repository holds none: an evening sky with the sun over water.</summary>
internal static class SamplePhoto
{
    public const int Width = 640;
    public const int Height = 480;

    private const int JpegQuality = 85;

    /// <param name="longestSide">Of the picture to be, in pixels; at most <see cref="Width"/>.</param>
    public static SamplePicture Draw(int longestSide = Width)
    {
        var scale = (float)longestSide / Width;
        var info = new SKImageInfo(longestSide, (int)MathF.Round(Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info);
        surface.Canvas.Scale(scale);
        Paint(surface.Canvas);
        using var image = surface.Snapshot();
        using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return new SamplePicture(jpeg.ToArray(), info.Width, info.Height);
    }

    private static void Paint(SKCanvas canvas)
    {
        const float Horizon = 330;
        Fill(canvas, new SKRect(0, 0, Width, Horizon), new SKColor(0x25, 0x2F, 0x6B), new SKColor(0xFF, 0x9A, 0x5A));
        using (var sun = new SKPaint { Color = new SKColor(0xFF, 0xE2, 0x8A), IsAntialias = true })
            canvas.DrawCircle(Width / 2f, Horizon, 90, sun);
        Fill(canvas, new SKRect(0, Horizon, Width, Height), new SKColor(0xB8, 0x5C, 0x4E), new SKColor(0x14, 0x1B, 0x3F));
    }

    private static void Fill(SKCanvas canvas, SKRect area, SKColor top, SKColor bottom)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, area.Top), new SKPoint(0, area.Bottom), [top, bottom], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(area, paint);
    }
}
