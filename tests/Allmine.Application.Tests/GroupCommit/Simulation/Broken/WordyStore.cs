using Allmine.Application.Ports.Store;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Keeps the words of deleted messages.</summary>
internal sealed class WordyStore : InMemoryStore
{
    protected override void Write(ChangeSet changes)
    {
        base.Write(changes);
        foreach (var write in changes.Alterations.Where(write => write.Alteration.Kind == AlterationKind.Deleted))
            Keep(write.Before);
    }
}
