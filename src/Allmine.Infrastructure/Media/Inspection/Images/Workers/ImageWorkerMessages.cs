using System.Text.Json.Serialization;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Images.Workers;

/// <summary>What a worker is asked for: to open an image, or to finish the one that is open, by decoding it or by leaving it undecoded.</summary>
/// <param name="Open">The image to open; null to finish.</param>
/// <param name="DecodeTo">Path of the thumbnail to make; null to leave it undecoded.</param>
internal sealed record ImageWorkerRequest(OpenImage? Open = null, string? DecodeTo = null);

/// <param name="Path">Of the upload.</param>
/// <param name="Container">What its first bytes say that it is.</param>
/// <param name="Limits">Of bytes and pixels.</param>
/// <param name="CopyPath">Of the cleaned copy, which is created.</param>
internal sealed record OpenImage(string Path, MediaContainer Container, MediaLimits Limits, string CopyPath);

/// <summary>What a worker answers.</summary>
internal sealed record ImageWorkerAnswer
{
    /// <summary>The code of why the image is refused; null if it is not.</summary>
    public string? Refusal { get; init; }

    /// <summary>What the system said when a file could not be read or written; null if nothing failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Of an image that was opened: the memory that decoding it takes at most, in bytes.</summary>
    public long Cost { get; init; }

    /// <summary>Of an image that was opened: whether it takes too long to decode.</summary>
    public bool HasTooManyScans { get; init; }

    /// <summary>Of an image that was finished.</summary>
    public ProcessedImage? Size { get; init; }
}

[JsonSerializable(typeof(ImageWorkerRequest))]
[JsonSerializable(typeof(ImageWorkerAnswer))]
internal sealed partial class ImageWorkerJson : JsonSerializerContext;
