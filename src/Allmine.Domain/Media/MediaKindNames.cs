namespace Allmine.Domain.Media;

/// <summary>The names of the kinds of file, as callers read them and stores keep them.</summary>
public static class MediaKindNames
{
    public const string Image = "image";
    public const string Video = "video";
    public const string Audio = "audio";
    public const string File = "file";

    public static IReadOnlyList<string> Names { get; } = [Image, Video, Audio, File];

    public static string NameOf(MediaKind kind) => kind switch
    {
        MediaKind.Image => Image,
        MediaKind.Video => Video,
        MediaKind.Audio => Audio,
        MediaKind.File => File,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static MediaKind? Parse(string? name) => name switch
    {
        Image => MediaKind.Image,
        Video => MediaKind.Video,
        Audio => MediaKind.Audio,
        File => MediaKind.File,
        _ => null,
    };
}
