using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.Fakes;

/// <summary>A store that a test can hold up, contradict or make fail.</summary>
internal sealed class ScriptedStore : InMemoryStore
{
    public Func<CancellationToken, Task> BeforeLoad { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the load at hand is asked for, before it is carried out.</summary>
    public LoadRequest? LastAsked { get; private set; }

    public Func<ChangeSet, CancellationToken, Task> BeforeCommit { get; set; } = (_, _) => Task.CompletedTask;

    public Func<ChangeSet, Task> AfterCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether to report a conflict, with nothing written.</summary>
    public Func<ChangeSet, bool> Conflicts { get; set; } = _ => false;

    /// <summary>How many messages each commit had.</summary>
    public List<int> Rounds { get; } = [];

    public override async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        LastAsked = needs;
        await BeforeLoad(cancellationToken);
        return Load(needs);
    }

    public override async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        await BeforeCommit(changes, cancellationToken);
        var result = Conflicts(changes) ? CommitResult.Conflict : Commit(changes);
        if (result != CommitResult.Committed)
            return result;
        Rounds.Add(changes.Messages.Count);
        await AfterCommit(changes);
        return result;
    }
}
