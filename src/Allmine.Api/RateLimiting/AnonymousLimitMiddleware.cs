using Allmine.Api.Auth;
using Allmine.Api.Playground;
using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Counts the calls of those without a good token by their address. Probes and preflights are not counted, and of media and of the playground's
/// scripts and styles only those that are not there: pages are full of them, and whoever guesses addresses finds none.
/// </summary>
internal sealed class AnonymousLimitMiddleware(RequestDelegate next, AnonymousLimits limits, IServiceProvider services)
{
    private readonly SharedLimits? shared = services.GetService<SharedLimits>();

    private const string Media = "/media";

    private static readonly string[] Uncounted = ["/health", "/metrics"];

    /// <exception cref="RefusedException"><c>rate.limited</c>.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (TokenClaims.Read(context.User) is not null
            || Array.Exists(Uncounted, path => request.Path.StartsWithSegments(path))
            || (HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0))
            return next(context);
        if (request.Path.StartsWithSegments(Media) || PlaygroundPage.IsPart(request.Path))
            return ServeFileAsync(context);
        var counted = CountAsync(context);
        return counted.IsCompletedSuccessfully ? next(context) : InvokeAfterAsync(counted, context);
    }

    private async Task InvokeAfterAsync(Task counted, HttpContext context)
    {
        await counted;
        await next(context);
    }

    private async Task ServeFileAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (AllmineException exception) when (exception.Errors[0].Code.Kind == ErrorKind.NotFound)
        {
            await CountAsync(context);
            throw;
        }

        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            await CountAsync(context);
    }

    private async Task CountAsync(HttpContext context)
    {
        if (limits.DemandOf(context.Connection.RemoteIpAddress) is not { } demand)
            return;
        var answer = (shared is null ? null : await shared.TryTakeAsync([demand])) ?? limits.Take(demand);
        if (answer.WaitFor(0) is { } wait)
            throw RateLimits.Refused(context, demand.Policy, wait);
    }
}
