using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;

namespace Allmine.Api.Playground;

/// <summary>Content types of the page's own files, with their encoding; what is not listed is not served.</summary>
internal sealed class AssetContentTypes : IContentTypeProvider
{
    public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType)
    {
        contentType = Path.GetExtension(subpath) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".txt" => "text/plain; charset=utf-8",
            // A video elsewhere; here it is TypeScript, to be read.
            ".ts" => "text/plain; charset=utf-8",
            _ => null,
        };
        return contentType is not null;
    }
}
