using Allmine.Application.Ports.Store;

namespace Allmine.Stores.Tests.Mongo.Rounds;

/// <summary>Holds back the answer to a commit, while closed: the sends that come meanwhile make one round.</summary>
internal sealed class GatedCommitStore(ICommitStore store) : ICommitStore
{
    private TaskCompletionSource? gate;
    private TaskCompletionSource? reached;

    /// <summary>So that the gate holds up all of them.</summary>
    public int RoundsAtOnce => 1;

    /// <returns>Done when a commit has been done and its answer waits.</returns>
    public Task Close()
    {
        gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return reached.Task;
    }

    public void Open()
    {
        var closed = gate!;
        gate = null;
        closed.SetResult();
    }

    public Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken) => store.LoadAsync(needs, cancellationToken);

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(changes, cancellationToken);
        if (gate is { } closed)
        {
            reached!.SetResult();
            await closed.Task;
        }

        return result;
    }
}
