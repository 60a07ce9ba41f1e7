using Allmine.Application.Caching;

namespace Allmine.Api.RateLimiting;

/// <summary>The buckets of this node. When a bucket will be full again is all that it has to know.</summary>
/// <param name="time">The clock by which they fill up.</param>
/// <param name="maxBytes">The most bytes of buckets. Those not used for longest are forgotten, which makes them full.</param>
internal sealed class LimitBuckets(TimeProvider time, long maxBytes)
{
    /// <summary>Of the buckets of users and backends: about 100,000 of them.</summary>
    public const long MaxBytes = 16 << 20;

    private const int BytesOfBucket = 104;

    private readonly Lock gate = new();
    private readonly BoundedCache<(string Policy, UInt128 Owner), long> fullAt = new(maxBytes, (_, _) => BytesOfBucket);

    /// <summary>How many bytes all buckets take, as estimated.</summary>
    public long Bytes => fullAt.Bytes;

    /// <param name="demands">All that a call needs, each in another bucket.</param>
    public LimitAnswer Take(LimitDemand[] demands)
    {
        var untilFull = new TimeSpan[demands.Length];
        var hasRoom = true;
        lock (gate)
        {
            var now = time.GetElapsedTime(0).Ticks;
            for (var i = 0; i < demands.Length; i++)
            {
                var full = fullAt.TryGet((demands[i].Policy, demands[i].Owner), out var known) && known > now ? known : now;
                untilFull[i] = TimeSpan.FromTicks(full - now) + demands[i].ForAll;
                hasRoom &= untilFull[i] <= LimitDemand.Period;
            }

            for (var i = 0; hasRoom && i < demands.Length; i++)
                fullAt.Set((demands[i].Policy, demands[i].Owner), now + untilFull[i].Ticks);
        }

        return new LimitAnswer(hasRoom, untilFull);
    }
}
