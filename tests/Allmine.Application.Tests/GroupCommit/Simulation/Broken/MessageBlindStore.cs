using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Alters messages whatever has become of them since they were read.</summary>
internal sealed class MessageBlindStore : InMemoryStore
{
    protected override bool MayAlter(AlterationWrite first, ChangeSet changes) => true;
}
