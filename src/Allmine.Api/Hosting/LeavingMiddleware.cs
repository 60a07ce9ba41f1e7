using Allmine.Api.Health;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Hosting;

/// <summary>
/// While the service leaves, each answer says that its connection is closed. A proxy that keeps connections gives them up that
/// way, between two requests; one that the server closed by itself could have a request on its way.
/// </summary>
internal sealed class LeavingMiddleware
{
    private readonly RequestDelegate next;
    private readonly Readiness readiness;

    /// <summary>One for all requests.</summary>
    private readonly Func<object, Task> close;

    public LeavingMiddleware(RequestDelegate next, Readiness readiness)
    {
        (this.next, this.readiness) = (next, readiness);
        close = CloseIfLeaving;
    }

    public Task InvokeAsync(HttpContext context)
    {
        // HTTP/2 has no such header; its connections are told by the server.
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.OnStarting(close, context.Response);
        return next(context);
    }

    /// <summary>As the answer begins, so that it counts for those too that were asked for before.</summary>
    private Task CloseIfLeaving(object response)
    {
        if (readiness.IsLeaving)
            ((HttpResponse)response).Headers[HeaderNames.Connection] = "close";
        return Task.CompletedTask;
    }
}
