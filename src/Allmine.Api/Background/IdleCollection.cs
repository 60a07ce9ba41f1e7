namespace Allmine.Api.Background;

/// <summary>
/// Gives memory back to the system when the node is quiet after it was not. The runtime collects when memory is asked for: a node with little to
/// do asks for little, and would keep what its busiest minute took.
/// </summary>
internal sealed class IdleCollection(TimeProvider time) : NodeTask
{
    /// <summary>How often it looks.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var watch = new QuietWatch(GC.GetTotalAllocatedBytes());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // It holds up everybody, for some tens of milliseconds, in a minute in which few are there.
            if (watch.IsDue(GC.GetTotalAllocatedBytes()))
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
    }
}
