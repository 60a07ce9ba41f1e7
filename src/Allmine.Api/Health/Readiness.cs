namespace Allmine.Api.Health;

/// <summary>
/// Where the service stands between its start and its end: it warms up, it serves, it leaves. All the while it answers whoever
/// calls; only the middle is the time to send it requests.
/// </summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime)
{
    private volatile bool isWarm;
    private volatile bool isLeaving;

    public bool IsReady => isWarm && !IsLeaving;

    /// <summary>Whether the first requests have been rehearsed.</summary>
    public bool IsWarm => isWarm;

    /// <summary>Whether it has been asked to end.</summary>
    public bool IsLeaving => isLeaving || lifetime.ApplicationStopping.IsCancellationRequested;

    public void BeWarm() => isWarm = true;

    public void Leave() => isLeaving = true;
}
