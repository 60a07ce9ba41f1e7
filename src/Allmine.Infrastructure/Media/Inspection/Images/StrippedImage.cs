namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>What was seen of an image while it was copied.</summary>
/// <param name="Frames">Pictures that its container holds.</param>
/// <param name="IsAnimated">Whether they are shown one after another.</param>
internal sealed record StrippedImage(int Frames, bool IsAnimated)
{
    /// <summary>How often a decoder goes over the whole picture, or a part of its colours.</summary>
    public int Scans { get; init; } = 1;

    /// <summary>Memory that a decoder needs for the whole picture at once, beside the decoded one; 0 if it goes row by row.</summary>
    public long DecoderBytes { get; init; }

    /// <summary>Memory that a decoder of WebP needs for each pixel of the whole picture, in bytes, beside the decoded one; 0 if it goes row by row.</summary>
    public int DecoderBytesOfPixel { get; init; }

    /// <summary>How it is shown. The copy says so as well.</summary>
    public Orientation Orientation { get; init; } = Orientation.AsIs;

    /// <summary>Whether it lacked its end mark, which the copy has.</summary>
    public bool IsCompleted { get; init; }
}
