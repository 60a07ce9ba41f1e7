using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

/// <summary>
/// The way from a node to the store: slow, and at the mercy of chance. It fails before anything is written, loses the
/// answer after it was, hangs, writes after everybody gave up, and falls silent when its node dies.
/// </summary>
internal sealed class FaultyStore(SimulatedWorld world, SimulatedNode node) : ICommitStore
{
    private readonly List<ChangeSet> committing = [];
    private int inFlight;

    public int RoundsAtOnce { get; } = 1 + world.Random.Next(3);

    public async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        using var call = Enter(cancellationToken);
        await TravelAsync(cancellationToken);
        await MayFailAsync(cancellationToken);
        var state = world.Store.Load(needs);
        world.Note($"node {node.Number} loads {string.Join(' ', state.Chats.Select(chat => $"{chat.Id.ToString()[^8..]}/{chat.LastSequence}"))}");
        // Out of date, perhaps, when it arrives.
        await TravelAsync(cancellationToken);
        return state;
    }

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        using var call = Enter(cancellationToken);
        committing.Add(changes);
        try
        {
            return await TryCommitAsync(changes, cancellationToken);
        }
        finally
        {
            committing.Remove(changes);
        }
    }

    /// <summary>The node has died: what its commits hold on the store is held on.</summary>
    public void Died()
    {
        foreach (var changes in committing.Where(_ => world.Chance(world.Faults.LeftLocks)))
            world.LeaveLocks(changes);
    }

    private async Task<CommitResult> TryCommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        // A commit that is on its way arrives, or doesn't, even if its node dies meanwhile.
        var arrivesAnyway = world.Random.Next(2) == 0;
        await DelayAsync(cancellationToken);
        if (node.IsDead && arrivesAnyway)
            Apply(changes);
        await SilenceOfDeathAsync();

        if (!world.Thaw.IsCompleted && world.Random.Next(2) == 0)
        {
            // It has reached the store, which carries it out when it goes on, whoever still waits by then.
            world.Background(ApplyAfterThawAsync(changes));
            return await HangAsync(cancellationToken);
        }

        await world.Thaw.WaitAsync(cancellationToken);
        if (world.Chance(world.Faults.LateWrite))
        {
            world.Background(ApplyLateAsync(changes));
            return await HangAsync(cancellationToken);
        }

        await MayFailAsync(cancellationToken);
        return await AnswerAsync(changes, cancellationToken);
    }

    private async Task<CommitResult> AnswerAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        if (world.Chance(world.Faults.Intruder))
            world.Intrude(changes);
        if (world.Chance(world.Faults.FalseConflict))
        {
            world.Note($"node {node.Number} is told of a conflict", "false conflict");
            return CommitResult.Conflict;
        }

        var result = Apply(changes);
        await TravelAsync(cancellationToken);
        if (world.Chance(world.Faults.Defect))
            throw world.Fault("a commit that has written");
        if (world.Chance(world.Faults.LostAnswer))
        {
            world.Note($"node {node.Number} loses the answer {result}", "lost answer");
            throw new StoreUnavailableException();
        }

        return result;
    }

    private CommitResult Apply(ChangeSet changes) => world.Commit(node, changes);

    private async Task ApplyAfterThawAsync(ChangeSet changes)
    {
        await world.Thaw;
        world.Note($"a commit of node {node.Number} arrives after the store stood still");
        Apply(changes);
    }

    private async Task ApplyLateAsync(ChangeSet changes)
    {
        await Task.Delay(world.Milliseconds(600), world.Time);
        world.Note($"a commit of node {node.Number} arrives late", "late write");
        Apply(changes);
    }

    private async Task MayFailAsync(CancellationToken cancellationToken)
    {
        await world.Thaw.WaitAsync(cancellationToken);
        if (world.Chance(world.Faults.Defect))
            throw world.Fault("the store");
        if (world.Chance(world.Faults.Deaf))
            await DeafAsync();
        if (world.Chance(world.Faults.Failure))
        {
            world.Note($"node {node.Number} can't reach the store", "failure");
            throw new StoreUnavailableException();
        }

        if (world.Chance(world.Faults.Hang))
            await HangAsync(cancellationToken);
    }

    /// <summary>Gives no answer until the caller gives up; a store gives up by itself at some time, too.</summary>
    private async Task<CommitResult> HangAsync(CancellationToken cancellationToken)
    {
        world.Note($"node {node.Number} hangs", "hang");
        await Task.Delay(SimulatedWorld.StoreLimit, world.Time, cancellationToken);
        await SilenceOfDeathAsync();
        throw new StoreUnavailableException();
    }

    /// <summary>Gives no answer for longer than anybody waits, and does not heed that they have given up.</summary>
    private async Task DeafAsync()
    {
        world.Note($"node {node.Number} is not heard", "deaf");
        await Task.Delay(2 * SimulatedWorld.StoreLimit, world.Time);
        await SilenceOfDeathAsync();
        throw new StoreUnavailableException();
    }

    private async Task TravelAsync(CancellationToken cancellationToken)
    {
        await DelayAsync(cancellationToken);
        await SilenceOfDeathAsync();
    }

    private async Task DelayAsync(CancellationToken cancellationToken)
    {
        await SilenceOfDeathAsync();
        if (world.Random.Next(3) > 0)
            await Task.Delay(world.Milliseconds(world.Faults.MaxDelay), world.Time, cancellationToken);
    }

    /// <summary>What runs in a dead node never goes on.</summary>
    private Task SilenceOfDeathAsync() => node.IsDead ? new TaskCompletionSource().Task : Task.CompletedTask;

    /// <summary>A call that its caller has given up is none of the rounds in flight any more.</summary>
    private Call Enter(CancellationToken cancellationToken)
    {
        var call = new Call(this, cancellationToken);
        if (inFlight - node.Rehearsals > RoundsAtOnce)
            world.Violation($"node {node.Number} has {inFlight - node.Rehearsals} rounds in flight");
        return call;
    }

    private sealed class Call : IDisposable
    {
        private readonly FaultyStore store;
        private readonly CancellationTokenRegistration givenUp;
        private bool hasEnded;

        public Call(FaultyStore store, CancellationToken cancellationToken)
        {
            this.store = store;
            store.inFlight++;
            givenUp = cancellationToken.UnsafeRegister(static call => ((Call)call!).End(), this);
        }

        public void Dispose()
        {
            givenUp.Dispose();
            End();
        }

        private void End()
        {
            if (!hasEnded)
                store.inFlight--;
            hasEnded = true;
        }
    }
}
