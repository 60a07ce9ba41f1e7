using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Acknowledges every round, and leaves out every tenth.</summary>
internal sealed class UnwritingStore : InMemoryStore
{
    protected override void Write(ChangeSet changes)
    {
        if (Commits % 10 != 0)
            base.Write(changes);
    }
}
