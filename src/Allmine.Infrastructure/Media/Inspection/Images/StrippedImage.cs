namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>What was seen of an image while it was copied.</summary>
/// <param name="Frames">Pictures that its container holds.</param>
/// <param name="IsAnimated">Whether they are shown one after another.</param>
/// <param name="Scans">How often a decoder goes over the whole picture, or a part of its colours.</param>
/// <param name="DecoderBytes">Memory that a decoder needs for the whole picture at once, beside the decoded one; 0 if it goes row by row.</param>
internal sealed record StrippedImage(int Frames, bool IsAnimated, int Scans = 1, long DecoderBytes = 0);
