using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Writes the chats of a round, and half of its messages.</summary>
internal sealed class HalfWritingStore : InMemoryStore
{
    protected override void Write(ChangeSet changes)
    {
        changes.Chats.ForEach(Write);
        changes.Messages[..((changes.Messages.Count + 1) / 2)].ForEach(Write);
        changes.IdempotencyRecords.ForEach(Write);
    }
}
