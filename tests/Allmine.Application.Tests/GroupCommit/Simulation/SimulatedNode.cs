using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One node: an engine with its own clock, over the store that it shares with the others.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedWorld world;
    private readonly List<Action> inFlight = [];
    private readonly FaultyStore store;

    public SimulatedNode(SimulatedWorld world, int number)
    {
        this.world = world;
        Number = number;
        var skew = TimeSpan.FromMilliseconds(world.Random.Next(-5000, 5000));
        store = new FaultyStore(world, this);
        Engine = new GroupCommitEngine(
            store, new FaultyIds(world), new SkewedTime(world, skew), new FaultyLogger(world), world.EngineOptions());
    }

    public int Number { get; }

    public GroupCommitEngine Engine { get; }

    public bool IsDead { get; private set; }

    /// <summary>Dry runs under way: they read beside the rounds.</summary>
    public int Rehearsals { get; private set; }

    /// <summary>Hands the attempt to the engine; the task ends with the answer, or when the node dies.</summary>
    public Task RunAsync(Attempt attempt) => RunAsync(
        () => SendAsync(attempt),
        (receipt, error) =>
        {
            attempt.End(world.NextStep(), world.Time.Elapsed, receipt, error);
            world.Note($"node {Number} answers {attempt}");
        });

    /// <inheritdoc cref="RunAsync(Attempt)"/>
    public Task RunAsync(GrantAttempt attempt) => RunAsync(
        () => Engine.CommitAsync(attempt.Intent),
        (receipt, error) =>
        {
            attempt.End(receipt, error);
            world.Note($"node {Number} answers {attempt}");
        });

    /// <inheritdoc cref="RunAsync(Attempt)"/>
    public Task RunAsync(BatchAttempt attempt) => RunAsync(
        () => Engine.CommitAsync(attempt.Intent),
        (receipt, error) =>
        {
            attempt.End(receipt, error);
            world.Note($"node {Number} answers {attempt}");
        });

    /// <inheritdoc cref="RunAsync(Attempt)"/>
    public Task RunAsync(AlterationAttempt attempt) => RunAsync(
        () => Engine.CommitAsync(attempt.Intent),
        (receipt, error) =>
        {
            attempt.End(world.NextStep(), receipt?.Message, error);
            world.Note($"node {Number} answers {attempt}");
        });

    /// <inheritdoc cref="RunAsync(Attempt)"/>
    public Task RunAsync(ChatAttempt attempt) => RunAsync(
        () => Engine.CommitAsync(attempt.Intent),
        (receipt, error) =>
        {
            attempt.End(world.NextStep(), receipt, error);
            world.Note($"node {Number} answers {attempt}");
        });

    /// <summary>Drops the engine with everything in flight: none of it is answered, and none of it goes on.</summary>
    public void Die()
    {
        IsDead = true;
        store.Died();
        world.Note($"node {Number} dies with {inFlight.Count} in flight", "node died");
        foreach (var die in inFlight)
            die();
        inFlight.Clear();
    }

    private Task RunAsync<TReceipt>(Func<Task<TReceipt>> run, Action<TReceipt?, Exception?> end)
        where TReceipt : class
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Die() => End(null, null);
        void End(TReceipt? receipt, Exception? error)
        {
            end(receipt, error);
            answered.SetResult();
        }

        inFlight.Add(Die);
        world.Background(RelayAsync(run, (receipt, error) =>
        {
            // The answer of a dead node reaches nobody.
            if (IsDead)
                return;
            inFlight.Remove(Die);
            End(receipt, error);
        }));
        return answered.Task;
    }

    private static async Task RelayAsync<TReceipt>(Func<Task<TReceipt>> run, Action<TReceipt?, Exception?> answer)
        where TReceipt : class
    {
        try
        {
            answer(await run(), null);
        }
        catch (Exception exception)
        {
            answer(null, exception);
        }
    }

    private async Task<CommittedSend> SendAsync(Attempt attempt)
    {
        if (!attempt.IsDryRun)
            return await Engine.CommitAsync(attempt.Intent);
        Rehearsals++;
        try
        {
            return await Engine.DryRunAsync(attempt.Intent, CancellationToken.None);
        }
        finally
        {
            Rehearsals--;
        }
    }
}
