using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;

namespace Allmine.Stores.InMemory;

/// <summary>What is recorded under keys. It is kept for ever.</summary>
internal sealed class InMemoryIdempotencyRecords(Lock gate, InMemoryMessages messages) : IIdempotencyRepository
{
    private readonly Dictionary<IdempotencyKey, IdempotencyRecord> outcomes = [];
    private readonly Spoiled<IdempotencyKey> spoiled = new("key");

    public IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> All => outcomes;

    public IdempotencyRecord? Find(IdempotencyKey key) => outcomes.GetValueOrDefault(key);

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the outcome can't be read.</summary>
    public void Spoil(IdempotencyKey key) => spoiled.Add(key);

    /// <summary>The outcome, once its message is read.</summary>
    /// <exception cref="UnreadableRecordException">One of the two can't be read.</exception>
    public IdempotencyRecord? Read(IdempotencyRecord? outcome)
    {
        if (outcome is not null)
            Check(outcome.Key);
        return outcome is { Message: { } sent } ? outcome with { Message = messages.Read(sent).GetReadable() } : outcome;
    }

    /// <exception cref="UnreadableRecordException">The outcome's record can't be read.</exception>
    public void Check(IdempotencyKey key)
    {
        if (spoiled.Contains(key))
            throw new UnreadableRecordException(IdempotencyEntry.NameOf(key));
    }

    public void Remove(IdempotencyKey key) => outcomes.Remove(key);

    public void Put(IdempotencyRecord outcome) => outcomes[outcome.Key] = outcome;

    public Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(Find(key)));
    }
}
