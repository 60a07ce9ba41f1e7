using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>
/// What the name and the declared type of an upload say that it is. They decide nothing; they may only be found false, and that only if the
/// bytes are of another known kind.
/// </summary>
internal static class DeclaredKind
{
    private static readonly Dictionary<string, MediaKind> KindsByExtension = Index(
        (MediaKind.Image, "jpg jpeg jpe jfif png apng webp gif bmp dib tif tiff ico heic heif avif jxl jp2 j2k jpf psd dng"),
        (MediaKind.Video, "mp4 m4v mov qt webm mkv ogv avi wmv flv mpg mpeg 3gp 3g2"),
        (MediaKind.Audio, "mp3 m4a m4b aac wav wave ogg oga opus flac weba mka wma aif aiff aifc amr awb mid midi caf au snd ape wv tta ac3"));

    /// <summary>
    /// Types that say image, video or audio of what is none: a drawing in markup, lists of addresses, and the type that
    /// browsers declare for programs in TypeScript (.ts).
    /// </summary>
    private static readonly HashSet<string> TypesOfFiles = new(StringComparer.OrdinalIgnoreCase)
    {
        "image/svg+xml", "audio/mpegurl", "audio/x-mpegurl", "audio/x-scpls", "video/mp2t", "video/vnd.dlna.mpeg-tts",
    };

    /// <summary>What the name's extension says; null if it says nothing of images, videos or sounds.</summary>
    public static MediaKind? OfName(string? fileName) =>
        KindsByExtension.TryGetValue(Path.GetExtension(FileNames.Clean(fileName)).TrimStart('.'), out var kind) ? kind : null;

    /// <summary>What the declared type says; null if it says nothing of images, videos or sounds.</summary>
    public static MediaKind? OfType(string? contentType)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is var parameters and >= 0)
            type = type[..parameters];
        type = type.Trim();
        if (TypesOfFiles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(type))
            return null;
        if (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            return MediaKind.Image;
        if (type.StartsWith("video/", StringComparison.OrdinalIgnoreCase))
            return MediaKind.Video;
        return type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Audio : null;
    }

    /// <summary>Whether the name or the type says image, video or audio and the bytes are known to be something else.</summary>
    public static bool IsContradicted(string? fileName, string? contentType, MediaFormat found) =>
        IsContradicted(OfName(fileName), found) || IsContradicted(OfType(contentType), found);

    private static bool IsContradicted(MediaKind? declared, MediaFormat found)
    {
        if (declared is null || found.Nature is null || declared == found.Nature)
            return false;
        // The names of these formats are the same with pictures and without: a voice recording is a .webm or .mp4, too.
        if (found.HoldsAudioOrVideo && declared == MediaKind.Video)
            return found.Nature != MediaKind.Audio;
        // And .ogg was the name of films as well.
        return !(found == MediaFormat.OggVideo && declared == MediaKind.Audio);
    }

    private static Dictionary<string, MediaKind> Index(params (MediaKind Kind, string Extensions)[] entries) => entries
        .SelectMany(entry => entry.Extensions.Split(' ').Select(extension => (extension, entry.Kind)))
        .ToDictionary(entry => entry.extension, entry => entry.Kind, StringComparer.OrdinalIgnoreCase);
}
