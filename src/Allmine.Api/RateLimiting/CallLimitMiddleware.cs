using Allmine.Api.Auth;
using Allmine.Api.WarmUp;
using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Counts the calls of those with a good token, and tells what is left. A person is counted by himself, whoever acts for him, so that one
/// person's flood doesn't use up the others' share; a backend by itself, too.
/// </summary>
internal sealed class CallLimitMiddleware(RequestDelegate next, CallLimits taken, CallDemands limits)
{
    /// <exception cref="RefusedException"><c>rate.limited</c>.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        if (TokenClaims.Read(context.User) is not { } claims || context.RequestServices is StandInServices)
            return next(context);
        var demands = limits.Of(context, claims);
        if (demands.Length == 0)
            return next(context);
        var taking = taken.TakeAsync(context, demands);
        return taking.IsCompletedSuccessfully ? next(context) : InvokeAfterAsync(taking, context);
    }

    private async Task InvokeAfterAsync(Task taking, HttpContext context)
    {
        await taking;
        await next(context);
    }
}
