using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Images;

/// <summary>What became of an image.</summary>
/// <param name="Image">Its size.</param>
/// <param name="Copy">What is stored of it.</param>
/// <param name="Thumbnail">Empty if it was not decoded.</param>
internal sealed record ImageRun(ProcessedImage Image, byte[] Copy, byte[] Thumbnail)
{
    private const int Tolerance = 24;

    public static ImageRun Of(WorkFolder folder, byte[] file, MediaLimits? limits = null, bool isDecoded = true)
    {
        var (copy, thumbnail) = (folder.NewPath(), folder.NewPath());
        using var processor = ImageProcessor.Open(folder.Write(file), MediaSniffer.Sniff(file).Container, limits ?? new MediaLimits(), copy);
        var image = isDecoded ? processor.Decode(thumbnail) : processor.Leave();
        return new ImageRun(image, File.ReadAllBytes(copy), isDecoded ? File.ReadAllBytes(thumbnail) : []);
    }

    /// <summary>What decoding is reckoned to take, in bytes.</summary>
    public static long CostOf(WorkFolder folder, byte[] file)
    {
        using var processor = ImageProcessor.Open(folder.Write(file), MediaSniffer.Sniff(file).Container, new MediaLimits(), folder.NewPath());
        return processor.Cost;
    }

    /// <summary>Whether two colours differ by no more than what a JPEG changes.</summary>
    public static bool IsNear(SKColor one, SKColor other) =>
        Math.Abs(one.Red - other.Red) < Tolerance && Math.Abs(one.Green - other.Green) < Tolerance && Math.Abs(one.Blue - other.Blue) < Tolerance;
}
