namespace Allmine.Api.RateLimiting;

/// <summary>Room for one call in one bucket.</summary>
/// <param name="Policy">The limit's name.</param>
/// <param name="Owner">Whose bucket: a user, a backend, a network.</param>
/// <param name="PerMinute">How many calls the bucket holds, more than 0; that many come back in a minute, evenly.</param>
internal readonly record struct LimitDemand(string Policy, UInt128 Owner, int PerMinute)
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long it takes until the room of one call is there again.</summary>
    public TimeSpan ForOne => TimeSpan.FromTicks(Period.Ticks / PerMinute);
}
