using Allmine.Infrastructure.Media.Inspection;

namespace Allmine.Infrastructure.Media;

/// <summary>How stored files are served, which their keys tell.</summary>
public static class MediaTypes
{
    private static readonly Dictionary<string, string> ByExtension = MediaFormat.All.ToDictionary(format => $".{format.Extension}", format => format.ContentType);

    /// <summary>Of whatever a browser must only save: everything that is no image, video or audio that was recognized.</summary>
    public static string OfUnknown => MediaFormat.File.ContentType;

    /// <summary>The content type of what is stored under the key.</summary>
    public static string Of(string key) => ByExtension.GetValueOrDefault(Path.GetExtension(key), OfUnknown);
}
