namespace Allmine.Infrastructure.Media.Inspection.Images;

/// <summary>What was seen of an image while it was copied.</summary>
/// <param name="Frames">Pictures that its container holds.</param>
/// <param name="IsAnimated">Whether they are shown one after another.</param>
internal sealed record StrippedImage(int Frames, bool IsAnimated);
