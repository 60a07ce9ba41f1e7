namespace Allmine.Api.RateLimiting;

/// <summary>Whether there was room in every bucket: then it is taken in each, else in none.</summary>
/// <param name="IsTaken">Whether there was.</param>
/// <param name="UntilFull">For each bucket, how long it takes until it is full again; if nothing was taken, as if it had been.</param>
internal readonly record struct LimitAnswer(bool IsTaken, TimeSpan[] UntilFull)
{
    /// <summary>How long it takes until there is room in a bucket that had none, more than nothing; null if it was taken.</summary>
    public TimeSpan? WaitFor(int bucket) => IsTaken ? null : UntilFull[bucket] - LimitDemand.Period;
}
