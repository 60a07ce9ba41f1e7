using Allmine.Application.SendLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Application.Tests.SendLog.Simulation;

/// <summary>One node: an engine with its own clock, over the store that it shares with the others.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedWorld world;
    private readonly List<(Attempt Attempt, TaskCompletionSource Answered)> inFlight = [];

    public SimulatedNode(SimulatedWorld world, int number)
    {
        this.world = world;
        Number = number;
        var skew = TimeSpan.FromMilliseconds(world.Random.Next(-5000, 5000));
        Engine = new SendLogEngine(
            new FaultyStore(world, this), world.Ids, new SkewedTime(world.Time, skew), NullLogger<SendLogEngine>.Instance, world.EngineOptions());
    }

    public int Number { get; }

    public SendLogEngine Engine { get; }

    public bool IsDead { get; private set; }

    /// <summary>Dry runs under way: they read beside the rounds.</summary>
    public int Rehearsals { get; private set; }

    /// <summary>Hands the attempt to the engine; the task ends with the answer, or when the node dies.</summary>
    public Task RunAsync(Attempt attempt)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        inFlight.Add((attempt, answered));
        world.Background(RelayAsync(attempt, answered));
        return answered.Task;
    }

    /// <summary>Drops the engine with everything in flight: none of it is answered, and none of it goes on.</summary>
    public void Die()
    {
        IsDead = true;
        world.Note($"node {Number} dies with {inFlight.Count} in flight", "node died");
        foreach (var (attempt, answered) in inFlight)
            End(attempt, null, null, answered);
        inFlight.Clear();
    }

    private async Task RelayAsync(Attempt attempt, TaskCompletionSource answered)
    {
        try
        {
            Answer(attempt, answered, await SendAsync(attempt), null);
        }
        catch (Exception exception)
        {
            Answer(attempt, answered, null, exception);
        }
    }

    private async Task<SendReceipt> SendAsync(Attempt attempt)
    {
        if (!attempt.IsDryRun)
            return await Engine.AppendAsync(attempt.Intent);
        Rehearsals++;
        try
        {
            return await Engine.RehearseAsync(attempt.Intent, CancellationToken.None);
        }
        finally
        {
            Rehearsals--;
        }
    }

    private void Answer(Attempt attempt, TaskCompletionSource answered, SendReceipt? receipt, Exception? error)
    {
        // The answer of a dead node reaches nobody.
        if (IsDead)
            return;
        inFlight.Remove((attempt, answered));
        End(attempt, receipt, error, answered);
    }

    private void End(Attempt attempt, SendReceipt? receipt, Exception? error, TaskCompletionSource answered)
    {
        attempt.End(world.NextStep(), world.Time.Elapsed, receipt, error);
        world.Note($"node {Number} answers {attempt}");
        answered.SetResult();
    }
}
