using Allmine.Api.Errors;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.Http;

/// <summary>Paths of the API as the contract writes them.</summary>
internal static class ApiPaths
{
    private const string Api = "/api";

    /// <summary>
    /// The routing takes a path with a slash at its end for the one without, and the server takes <c>a/../b</c> for <c>b</c>: whoever puts a text of
    /// somebody else into a path would call something else. The contract knows no such paths.
    /// </summary>
    public static Task RefuseOtherSpellingsAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (DotSegmentIn(context) is { } place)
            return ErrorEnvelope.WriteAsync(context, place.EndsWith("/reactions", StringComparison.Ordinal) ? new ErrorDetail(ErrorCode.Format, "emoji") : new ErrorDetail(ProtocolErrorCode.RouteNotFound));
        return path.Value is [.., '/'] && path.StartsWithSegments(Api)
            ? ErrorEnvelope.WriteAsync(context, new ErrorDetail(ProtocolErrorCode.RouteNotFound))
            : next(context);
    }

    /// <summary>The path as it came, up to a part that is <c>.</c> or <c>..</c>, percent-encoded or not; null if none is.</summary>
    private static string? DotSegmentIn(HttpContext context)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty).AsSpan();
        var end = target.IndexOf('?');
        var path = end < 0 ? target : target[..end];
        if (!path.Contains("/.", StringComparison.Ordinal) && !path.Contains("/%2e", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var range in path.Split('/'))
        {
            if (Uri.UnescapeDataString(path[range]) is "." or "..")
                return path[..Math.Max(0, range.Start.Value - 1)].ToString();
        }

        return null;
    }

    /// <summary>Where GET is served, HEAD is too: the server sends the same headers and leaves the body out.</summary>
    public static void ServeHead(EndpointBuilder endpoint)
    {
        for (var i = 0; i < endpoint.Metadata.Count; i++)
        {
            if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: [var only] } && HttpMethods.IsGet(only))
                endpoint.Metadata[i] = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        }
    }
}
