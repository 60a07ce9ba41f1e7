namespace Allmine.Domain.Media;

/// <summary>The kind of a file, found from its bytes, never from its name.</summary>
public enum MediaKind
{
    Image = 1,
    Video = 2,
    Audio = 3,

    /// <summary>Everything else, SVG and HTML included: only ever served as an attachment.</summary>
    File = 4,
}
