using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;

namespace Allmine.Stores.InMemory;

/// <summary>What is recorded under keys. It is kept for ever.</summary>
internal sealed class InMemoryOutcomes(Lock gate, InMemoryMessages messages) : IOutcomeRepository
{
    private readonly Dictionary<OutcomeKey, KeyOutcome> outcomes = [];

    public IReadOnlyDictionary<OutcomeKey, KeyOutcome> All => outcomes;

    public KeyOutcome? Find(OutcomeKey key) => outcomes.GetValueOrDefault(key);

    /// <summary>The outcome, once its message is read.</summary>
    public KeyOutcome? Read(KeyOutcome? outcome) => outcome is MessageOutcome sent ? sent with { Message = messages.Read(sent.Message) } : outcome;

    public void Put(KeyOutcome outcome) => outcomes[outcome.Key] = outcome;

    public Task<KeyOutcome?> FindAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(Read(Find(key)));
    }
}
