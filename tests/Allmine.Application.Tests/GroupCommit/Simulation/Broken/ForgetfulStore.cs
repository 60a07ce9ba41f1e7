using Allmine.Application.Ports.Idempotency;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Broken;

/// <summary>Knows nothing of the keys that were used.</summary>
internal sealed class ForgetfulStore : InMemoryStore
{
    protected override IdempotencyRecord? RecordOf(IdempotencyKey key) => null;
}
