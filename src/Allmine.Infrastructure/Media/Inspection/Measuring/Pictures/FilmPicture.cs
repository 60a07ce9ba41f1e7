using SkiaSharp;

namespace Allmine.Infrastructure.Media.Inspection.Measuring.Pictures;

/// <summary>The best picture of a film so far: the first that shows something, or else the one that shows the most.</summary>
internal sealed class FilmPicture : IDisposable
{
    /// <summary>
    /// How far brightness strays, of 255, in a picture that shows something. A black one, and one at the beginning of a fade, is below.
    /// </summary>
    private const double Enough = 10;

    private const int MaxSize = 4 * 1024 * 1024;

    private double most = -1;

    public SKBitmap? Best { get; private set; }

    public bool IsEnough => most >= Enough;

    /// <summary>Reads pictures in BMP that follow one another, until one is enough or there are no more.</summary>
    public async Task ReadAsync(Stream pictures, CancellationToken cancellationToken)
    {
        const int HeadSize = 6;
        var head = new byte[HeadSize];
        while (!IsEnough && await pictures.ReadAtLeastAsync(head, HeadSize, throwOnEndOfStream: false, cancellationToken) == HeadSize)
        {
            var size = BitConverter.ToUInt32(head, 2);
            if (!head.AsSpan().StartsWith("BM"u8) || size is <= HeadSize or > MaxSize)
                return;
            var picture = new byte[size];
            head.CopyTo(picture, 0);
            if (await pictures.ReadAtLeastAsync(picture.AsMemory(HeadSize), (int)size - HeadSize, throwOnEndOfStream: false, cancellationToken) < size - HeadSize)
                return;
            Take(SKBitmap.Decode(picture));
        }
    }

    public void Dispose() => Best?.Dispose();

    private void Take(SKBitmap? bitmap)
    {
        if (bitmap is null || Deviation(bitmap) is var deviation && deviation <= most)
        {
            bitmap?.Dispose();
            return;
        }

        Best?.Dispose();
        (Best, most) = (bitmap, deviation);
    }

    /// <summary>The standard deviation of brightness.</summary>
    private static double Deviation(SKBitmap bitmap)
    {
        const int Step = 3;
        var (count, sum, squares) = (0L, 0.0, 0.0);
        for (var y = 0; y < bitmap.Height; y += Step)
        {
            for (var x = 0; x < bitmap.Width; x += Step)
            {
                var colour = bitmap.GetPixel(x, y);
                var brightness = ((2 * colour.Red) + (5 * colour.Green) + colour.Blue) / 8.0;
                count++;
                sum += brightness;
                squares += brightness * brightness;
            }
        }

        var mean = sum / Math.Max(1, count);
        return Math.Sqrt(Math.Max(0, (squares / Math.Max(1, count)) - (mean * mean)));
    }
}
