namespace Allmine.Api.RateLimiting;

/// <summary>Whether there was room in every bucket: then it is taken in each, else in none.</summary>
/// <param name="IsTaken">Whether there was.</param>
/// <param name="UntilFull">For each bucket, how long it takes until it is full again; if nothing was taken, as if it had been.</param>
internal readonly record struct LimitAnswer(bool IsTaken, TimeSpan[] UntilFull);
