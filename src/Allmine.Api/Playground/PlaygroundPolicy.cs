using Allmine.Api.Configuration;

namespace Allmine.Api.Playground;

/// <summary>What a browser lets the page do: run the scripts that are served beside it, and call the servers that it offers.</summary>
internal sealed class PlaygroundPolicy
{
    private readonly string policy;

    public PlaygroundPolicy(IEnumerable<PlaygroundServer> servers)
    {
        var origins = servers.Where(server => !server.IsOwnOrigin).Select(server => new Uri(server.Url).GetLeftPart(UriPartial.Authority));
        policy = string.Join("; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "media-src 'self'",
            $"connect-src {string.Join(' ', origins.Prepend("'self'").Distinct())}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");
    }

    public void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        // The page and its servers follow the settings: a browser asks each time.
        headers.CacheControl = "no-cache";
    }
}
