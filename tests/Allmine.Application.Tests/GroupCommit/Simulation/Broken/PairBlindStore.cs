using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Creates a direct chat whether or not the two have one.</summary>
internal sealed class PairBlindStore : InMemoryStore
{
    protected override bool MayWrite(ChatChange change) => change.IsNew || base.MayWrite(change);
}
