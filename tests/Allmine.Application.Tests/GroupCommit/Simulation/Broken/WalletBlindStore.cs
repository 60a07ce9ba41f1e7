using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Commits whatever entries the wallet has by now.</summary>
internal sealed class WalletBlindStore : InMemoryStore
{
    protected override bool MayWrite(WalletChange change) => true;
}
