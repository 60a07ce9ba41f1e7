using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>A store whose commits conflict at random, fail before they are made, or are made and not answered.</summary>
internal sealed class UnreliableStore(ICommitStore store, Random random) : ICommitStore
{
    public int RoundsAtOnce => store.RoundsAtOnce;

    public Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken) => store.LoadAsync(needs, cancellationToken);

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var chance = Chance();
        if (chance < 12)
            return CommitResult.Conflict;
        if (chance < 15)
            throw new StoreUnavailableException();
        var result = await store.CommitAsync(changes, cancellationToken);
        return chance < 18 ? throw new StoreUnavailableException() : result;
    }

    private int Chance()
    {
        lock (random)
            return random.Next(100);
    }
}
