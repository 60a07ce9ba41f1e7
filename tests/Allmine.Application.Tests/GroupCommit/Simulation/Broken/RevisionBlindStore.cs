using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Commits whatever the chat's revision is by now.</summary>
internal sealed class RevisionBlindStore : InMemoryStore
{
    protected override bool MayWrite(ChatChange change) => change.IsNew ? IsNew(change.Chat) : HasLastNumberOf(change);
}
