using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Application.Verification;
using Allmine.Domain.Errors;

namespace Allmine.Stores.InMemory;

/// <summary>What is recorded under keys. It is kept for ever.</summary>
internal sealed class InMemoryOutcomes(Lock gate, InMemoryMessages messages) : IOutcomeRepository
{
    private readonly Dictionary<OutcomeKey, KeyOutcome> outcomes = [];
    private readonly Spoiled<OutcomeKey> spoiled = new("key");

    public IReadOnlyDictionary<OutcomeKey, KeyOutcome> All => outcomes;

    public KeyOutcome? Find(OutcomeKey key) => outcomes.GetValueOrDefault(key);

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the outcome can't be read.</summary>
    public void Spoil(OutcomeKey key) => spoiled.Add(key);

    /// <summary>The outcome, once its message is read.</summary>
    /// <exception cref="UnreadableRecordException">One of the two can't be read.</exception>
    public KeyOutcome? Read(KeyOutcome? outcome)
    {
        if (outcome is not null)
            Check(outcome.Key);
        return outcome is MessageOutcome sent ? sent with { Message = messages.Read(sent.Message).Demand() } : outcome;
    }

    /// <exception cref="UnreadableRecordException">The outcome's record can't be read.</exception>
    public void Check(OutcomeKey key)
    {
        if (spoiled.Contains(key))
            throw new UnreadableRecordException(RecordedKey.NameOf(key));
    }

    public void Remove(OutcomeKey key) => outcomes.Remove(key);

    public void Put(KeyOutcome outcome) => outcomes[outcome.Key] = outcome;

    public Task<KeyOutcome?> FindAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(Find(key)));
    }
}
