using Allmine.Api.Auth;
using Allmine.Api.WarmUp;
using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Counts the calls of those with a good token, and tells what is left. A person is counted by himself, whoever acts for him, so that one
/// person's flood doesn't use up the others' share; a backend by itself, too.
/// </summary>
internal sealed class CallLimitMiddleware(RequestDelegate next, LimitBuckets buckets, CallDemands limits, IServiceProvider services)
{
    private readonly SharedLimits? shared = services.GetService<SharedLimits>();

    /// <exception cref="RefusedException"><c>rate.limited</c>.</exception>
    public Task InvokeAsync(HttpContext context)
    {
        if (TokenClaims.Read(context.User) is not { } claims || context.RequestServices is StandInServices)
            return next(context);
        var demands = limits.Of(context, claims);
        if (demands.Length == 0)
            return next(context);
        if (shared is not null)
            return TakeSharedAsync(context, shared, demands);
        Heed(context, demands, buckets.Take(demands));
        return next(context);
    }

    private async Task TakeSharedAsync(HttpContext context, SharedLimits everywhere, LimitDemand[] demands)
    {
        Heed(context, demands, await everywhere.TryTakeAsync(demands) ?? buckets.Take(demands));
        await next(context);
    }

    /// <summary>Tells of the bucket with the fewest left, and refuses where one has too few.</summary>
    private static void Heed(HttpContext context, LimitDemand[] demands, LimitAnswer answer)
    {
        var (least, left) = (0, int.MaxValue);
        for (var i = 0; i < demands.Length; i++)
        {
            var remaining = (int)Math.Floor((LimitDemand.Period - answer.UntilFull[i]) / demands[i].ForOne);
            if (remaining < left)
                (least, left) = (i, remaining);
        }

        // Where nothing was taken, the bucket is as full as before.
        var untilFull = answer.IsTaken ? answer.UntilFull[least] : answer.UntilFull[least] - demands[least].ForOne;
        RateLimits.Tell(context.Response, demands[least], Math.Max(0, left), untilFull);
        if (answer.WaitFor(least) is { } wait)
            throw RateLimits.Refused(context, demands[least].Policy, wait);
    }
}
