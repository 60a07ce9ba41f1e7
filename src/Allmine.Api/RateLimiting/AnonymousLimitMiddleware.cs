using Allmine.Api.Auth;
using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Counts the calls of those without a good token by their address. Probes and preflights are not counted, and of media only those that are
/// not there: pages are full of media, and whoever guesses addresses finds none.
/// </summary>
internal sealed class AnonymousLimitMiddleware(RequestDelegate next, AnonymousLimits limits)
{
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
        if (request.Path.StartsWithSegments(Media))
            return ServeMediaAsync(context);
        Count(context);
        return next(context);
    }

    private async Task ServeMediaAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (AllmineException exception) when (exception.Errors[0].Code.Kind == ErrorKind.NotFound)
        {
            Count(context);
            throw;
        }

        if (context.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false })
            Count(context);
    }

    private void Count(HttpContext context)
    {
        if (limits.Take(context.Connection.RemoteIpAddress) is not { } wait)
            return;
        RateLimits.SetRetryAfter(context.Response, wait);
        throw new RefusedException(ErrorCode.RateLimited);
    }
}
