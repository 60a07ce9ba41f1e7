using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Commits however often the chat's messages were altered meanwhile.</summary>
internal sealed class AlterationBlindStore : InMemoryStore
{
    protected override bool MayWrite(ChatChange change) => change.IsNew ? IsNew(change.Chat) : HasRevisionOf(change) && HasLastNumberOf(change);

    protected override bool MayAlter(AlterationWrite first, ChangeSet changes) => true;
}
