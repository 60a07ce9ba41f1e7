using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Commits whatever the chat's last number is by now.</summary>
internal sealed class NumberBlindStore : InMemoryStore
{
    protected override bool MayWrite(ChatChange change) => change.IsNew ? IsNew(change.Chat) : HasRevisionOf(change);
}
