using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Records no refusals.</summary>
internal sealed class ForgivingStore : InMemoryStore
{
    protected override void Write(ChangeSet changes)
    {
        changes.IdempotencyRecords.RemoveAll(record => record.Refusal is not null);
        base.Write(changes);
    }
}
