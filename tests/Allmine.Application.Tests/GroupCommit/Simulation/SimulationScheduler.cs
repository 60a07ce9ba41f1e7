namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// Runs everything on one thread. Of what is ready, chance picks what comes next; when nothing is, time moves on to the
/// next timer. The same seed makes the same choices.
/// </summary>
internal sealed class SimulationScheduler(Random random, SimulatedTime time) : SynchronizationContext
{
    /// <summary>Far more than any run takes: one that gets here goes round in circles.</summary>
    private const int MaxSteps = 200_000;

    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != thread)
            throw new InvalidOperationException("Something has left the scheduler's thread, so that the run can't be repeated.");
        ready.Add((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here blocks.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs until nothing is ready and no timer is set.</summary>
    public void Run(Action start)
    {
        var outer = Current;
        try
        {
            Within(this, start);
            for (var step = 0; Step(); step++)
            {
                if (step > MaxSteps)
                    throw new InvalidOperationException($"Still not at rest after {MaxSteps} steps.");
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private bool Step()
    {
        // Timers fire outside of the context, so that what they complete is posted and waits for its turn like all else.
        if (ready.Count == 0)
            return Within(null, time.FireNext);
        if (random.Next(100) < 5)
            Within(null, () => time.Advance(TimeSpan.FromMicroseconds(random.Next(2000))));

        var chosen = random.Next(ready.Count);
        var (callback, state) = ready[chosen];
        ready[chosen] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        Within(this, () => callback(state));
        return true;
    }

    private static void Within(SynchronizationContext? context, Action action)
    {
        SetSynchronizationContext(context);
        action();
    }

    private static bool Within(SynchronizationContext? context, Func<bool> action)
    {
        SetSynchronizationContext(context);
        return action();
    }
}
