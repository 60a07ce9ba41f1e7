using Allmine.Domain.Errors;

namespace Allmine.Api.RateLimiting;

/// <summary>Takes what a call demands of its limits, here or in all nodes' own place, and tells what is left.</summary>
internal sealed class CallLimits(LimitBuckets buckets, IServiceProvider services)
{
    private readonly SharedLimits? shared = services.GetService<SharedLimits>();

    /// <exception cref="RefusedException"><c>rate.limited</c>.</exception>
    public Task TakeAsync(HttpContext context, LimitDemand[] demands)
    {
        if (shared is not null)
            return TakeSharedAsync(context, shared, demands);
        Heed(context, demands, buckets.Take(demands));
        return Task.CompletedTask;
    }

    private async Task TakeSharedAsync(HttpContext context, SharedLimits everywhere, LimitDemand[] demands) =>
        Heed(context, demands, await everywhere.TryTakeAsync(demands) ?? buckets.Take(demands));

    /// <summary>Tells of the bucket with the fewest left, and refuses where one has too few: then it tells of the one that takes longest to have room.</summary>
    private static void Heed(HttpContext context, LimitDemand[] demands, LimitAnswer answer)
    {
        var (least, left) = (0, int.MaxValue);
        for (var i = 0; i < demands.Length; i++)
        {
            var remaining = (int)Math.Floor((LimitDemand.Period - answer.UntilFull[i]) / demands[i].ForOne);
            if (answer.IsTaken ? remaining < left : answer.UntilFull[i] > answer.UntilFull[least])
                least = i;
            left = Math.Min(left, remaining);
        }

        // Where nothing was taken, the bucket is as full as before.
        var untilFull = answer.IsTaken ? answer.UntilFull[least] : answer.UntilFull[least] - demands[least].ForAll;
        var rest = (int)Math.Floor((LimitDemand.Period - untilFull) / demands[least].ForOne);
        RateLimits.Tell(context.Response, demands[least], Math.Max(0, answer.IsTaken ? left : rest), untilFull);
        if (answer.WaitFor(least) is { } wait)
            throw RateLimits.Refused(context, demands[least].Policy, wait);
    }
}
