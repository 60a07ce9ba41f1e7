using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media;

internal sealed class MediaTypes : IMediaTypes
{
    private static readonly Dictionary<string, string> ByExtension = MediaFormat.All
        .Where(format => format.Kind != MediaKind.File)
        .ToDictionary(format => $".{format.Extension}", format => format.ContentType);

    public string? ContentTypeOf(string key) => ByExtension.GetValueOrDefault(Path.GetExtension(key));
}
