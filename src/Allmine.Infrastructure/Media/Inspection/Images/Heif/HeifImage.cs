using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using Allmine.Infrastructure.Media.Inspection.Places;

namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <summary>What the headers of an image of HEIF say.</summary>
/// <param name="Width">Of the picture as it is stored, in pixels.</param>
/// <param name="Height">Of the picture as it is stored, in pixels.</param>
/// <param name="Orientation">How it is shown.</param>
/// <param name="Metadata">EXIF and XMP, to be overwritten.</param>
/// <param name="Colours">How they become those of sRGB, if it is coded for bright screens.</param>
internal sealed record HeifImage(int Width, int Height, Orientation Orientation, PlaceErasures Metadata, HdrColours? Colours)
{
    /// <summary>Whether any picture of the file has more than eight bits for a colour.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Whether any picture of the file is transparency.</summary>
    public bool HasAlpha { get; init; }
}
