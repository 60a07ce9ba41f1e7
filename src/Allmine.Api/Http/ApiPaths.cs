using Allmine.Api.Errors;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>Paths of the API as the contract writes them.</summary>
internal static class ApiPaths
{
    private const string Api = "/api";

    /// <summary>The routing takes a path with a slash at its end for the one without; the contract knows no such paths.</summary>
    public static Task RefuseSlashAtTheEndAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        return path.Value is [.., '/'] && path.StartsWithSegments(Api)
            ? ErrorEnvelope.WriteAsync(context, new ErrorDetail(ProtocolErrorCode.RouteNotFound))
            : next(context);
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
