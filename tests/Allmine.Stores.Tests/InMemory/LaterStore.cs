using Allmine.Application.Ports.Store;
using Allmine.Stores.InMemory;

namespace Allmine.Stores.Tests.InMemory;

/// <summary>Answers rounds later, as a real store does, so that those who send at once come in between.</summary>
internal sealed class LaterStore : InMemoryStore
{
    public override async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Load(needs);
    }

    public override async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Commit(changes);
    }
}
