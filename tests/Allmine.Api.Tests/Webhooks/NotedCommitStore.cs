using Allmine.Application.Ports.Store;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>Makes what the commits of sends do in a store told apart from all that goes on beside them.</summary>
internal sealed class NotedCommitStore(ICommitStore store) : ICommitStore
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>Whether what happens now is the work of a commit.</summary>
    public static bool IsCommitting => Inside.Value;

    public int RoundsAtOnce => store.RoundsAtOnce;

    public async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        Inside.Value = true;
        return await store.LoadAsync(needs, cancellationToken);
    }

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        Inside.Value = true;
        return await store.CommitAsync(changes, cancellationToken);
    }
}
