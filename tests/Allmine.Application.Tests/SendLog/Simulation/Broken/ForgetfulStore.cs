using Allmine.Application.Ports.Idempotency;

namespace Allmine.Application.Tests.SendLog.Simulation.Broken;

/// <summary>Knows nothing of the keys that were used.</summary>
internal sealed class ForgetfulStore : InMemoryStore
{
    protected override IdempotencyRecord? OutcomeOf(IdempotencyKey key) => null;
}
