using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;

namespace Allmine.Stores.InMemory;

/// <summary>What is recorded under keys. It is kept for ever.</summary>
internal sealed class InMemoryIdempotencyRecords(Lock gate, InMemoryMessages messages) : IIdempotencyRepository
{
    private readonly Dictionary<IdempotencyKey, IdempotencyRecord> records = [];
    private readonly Spoiled<IdempotencyKey> spoiled = new("key");

    public IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> All => records;

    public IdempotencyRecord? Find(IdempotencyKey key) => records.GetValueOrDefault(key);

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the record can't be read.</summary>
    public void Spoil(IdempotencyKey key) => spoiled.Add(key);

    /// <summary>The record, once its message is read.</summary>
    /// <exception cref="UnreadableRecordException">One of the two can't be read.</exception>
    public IdempotencyRecord? Read(IdempotencyRecord? record)
    {
        if (record is not null)
            Check(record.Key);
        if (record is { Items: { Count: > 0 } items })
            return record with { Items = [.. items.Select(item => Read(item)!)] };
        return record is { Message: { } sent } ? record with { Message = messages.ReadAsOf(sent).GetReadable() } : record;
    }

    /// <exception cref="UnreadableRecordException">The record can't be read.</exception>
    public void Check(IdempotencyKey key)
    {
        if (spoiled.Contains(key))
            throw new UnreadableRecordException(IdempotencyEntry.NameOf(key));
    }

    public void Remove(IdempotencyKey key) => records.Remove(key);

    public void Put(IdempotencyRecord record) => records[record.Key] = record;

    public Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(Find(key)));
    }
}
