using Allmine.Api.Auth;
using Allmine.Api.Http;
using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Holds a slot for as long as an upload is read, looked into and stored. It comes after <see cref="Http.CallMiddleware"/>, so that those who
/// may not upload hold none, and before the body is read.
/// </summary>
internal sealed class UploadMiddleware(RequestDelegate next, UploadSlots slots)
{
    /// <exception cref="RefusedException"><c>rate.limited</c> or <c>service.busy</c>.</exception>
    public Task InvokeAsync(HttpContext context) =>
        UploadRequests.Is(context) && TokenClaims.Read(context.User) is { } claims ? HoldAsync(context, claims) : next(context);

    private async Task HoldAsync(HttpContext context, TokenClaims claims)
    {
        var user = RateLimits.CountedUser(context, claims);
        if (slots.Enter(user) is { } refusal)
        {
            CallOutcome.Explain(context, RateLimits.UploadsAtOnce);
            throw new RefusedException(refusal);
        }

        try
        {
            await next(context);
        }
        finally
        {
            slots.Leave(user);
        }
    }
}
