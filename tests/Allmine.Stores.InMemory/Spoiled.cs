using Allmine.Domain.Errors;

namespace Allmine.Stores.InMemory;

/// <summary>Records that can't be read any more, by what identifies them.</summary>
internal sealed class Spoiled<TKey>(string record)
    where TKey : notnull
{
    private readonly HashSet<TKey> keys = [];

    public void Add(TKey key) => keys.Add(key);

    public void Clear() => keys.Clear();

    public bool Contains(TKey key) => keys.Contains(key);

    /// <exception cref="UnreadableRecordException">The record is one of those.</exception>
    public void Check(TKey key)
    {
        if (Contains(key))
            throw new UnreadableRecordException($"{record} {key}");
    }
}
