using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media;

internal sealed class MediaTypes : IMediaTypes
{
    private static readonly Dictionary<string, MediaFormat> ByExtension =
        MediaFormat.All.Concat(FileFormats.All).ToDictionary(format => $".{format.Extension}");

    public string ContentTypeOf(string key) => FormatOf(key).ContentType;

    public bool IsShown(string key) => FormatOf(key).Kind != MediaKind.File;

    private static MediaFormat FormatOf(string key) => ByExtension.GetValueOrDefault(Path.GetExtension(key), MediaFormat.File);
}
