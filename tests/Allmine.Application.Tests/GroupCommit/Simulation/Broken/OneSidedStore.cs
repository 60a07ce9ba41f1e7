using Allmine.Application.Ports.Store;
using Allmine.Domain.Credits;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Takes from wallets, and gives to none.</summary>
internal sealed class OneSidedStore : InMemoryStore
{
    protected override void Write(ChangeSet changes)
    {
        changes.LedgerEntries.RemoveAll(entry => !entry.Direction.IsDebit());
        base.Write(changes);
    }
}
