using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Allmine.Application.Caching;

/// <summary>
/// Values kept in memory by their keys, those used last, and never more bytes of them than the bound. It may be used by many at
/// once: who finds an entry that was used lately takes no lock.
/// </summary>
/// <remarks>
/// Two generations bound it. New entries, and those that are found again, are in the younger one; when that has half of the bytes, the
/// older one is let go. Microsoft's <c>MemoryCache</c> is not used: when it is full, it drops the new entry instead of an old one, and it
/// allocates for each entry that is taken out and put back, as chats and wallets are in every round.
/// </remarks>
/// <param name="maxBytes">The most bytes of all entries, as <paramref name="bytesOf"/> estimates them. An entry of more than half of that is not kept.</param>
/// <param name="bytesOf">About how many bytes the key and the value take, with what they alone refer to.</param>
/// <param name="comparer">Which keys are equal; null for those that say so themselves.</param>
public sealed class BoundedCache<TKey, TValue>(long maxBytes, Func<TKey, TValue, long> bytesOf, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    /// <summary>About how many bytes an entry takes beside its key and its value.</summary>
    public const int BytesOfEntry = 56;

    /// <summary>Held by whoever changes anything, for moments only.</summary>
    private readonly Lock gate = new();
    private volatile Generation young = new(comparer);
    private Generation old = new(comparer);

    /// <summary>How many bytes all entries take, as estimated: 0 to the bound.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return young.Bytes + old.Bytes;
            }
        }
    }

    /// <summary>Finds the value of a key, which does not count as a use.</summary>
    public bool TryPeek(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isKept = young.Entries.TryGetValue(key, out var entry);
        if (!isKept)
        {
            lock (gate)
            {
                isKept = young.Entries.TryGetValue(key, out entry) || old.Entries.TryGetValue(key, out entry);
            }
        }

        value = entry.Value;
        return isKept;
    }

    /// <summary>Finds the value of a key, which counts as a use.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (young.Entries.TryGetValue(key, out var entry))
        {
            value = entry.Value;
            return true;
        }

        lock (gate)
        {
            var isKept = young.Entries.TryGetValue(key, out entry);
            if (!isKept && old.TryRemove(key, out entry))
            {
                AddToYoung(key, entry);
                isKept = true;
            }

            value = entry.Value;
            return isKept;
        }
    }

    /// <summary>Keeps a value, in place of an earlier one of the same key.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            Remove(key, out _);
            var entry = new Entry(value, BytesOfEntry + bytesOf(key, value));
            if (entry.Bytes <= maxBytes / 2)
                AddToYoung(key, entry);
        }
    }

    /// <summary>Keeps a value, unless there is one of that key, which counts as a use of it.</summary>
    /// <returns>Whether there was none.</returns>
    public bool TryAdd(TKey key, TValue value)
    {
        lock (gate)
        {
            if (TryGet(key, out _))
                return false;
            Set(key, value);
            return true;
        }
    }

    /// <summary>Lets an entry go.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            var isKept = young.TryRemove(key, out var entry) || old.TryRemove(key, out entry);
            value = entry.Value;
            return isKept;
        }
    }

    private void AddToYoung(TKey key, Entry entry)
    {
        if (young.Bytes + entry.Bytes > maxBytes / 2)
            (young, old) = (new Generation(comparer), young);
        young.Add(key, entry);
    }

    private readonly record struct Entry(TValue Value, long Bytes);

    private sealed class Generation(IEqualityComparer<TKey>? comparer)
    {
        public ConcurrentDictionary<TKey, Entry> Entries { get; } = new(concurrencyLevel: 1, capacity: 31, comparer);

        public long Bytes { get; private set; }

        public void Add(TKey key, Entry entry)
        {
            Entries[key] = entry;
            Bytes += entry.Bytes;
        }

        public bool TryRemove(TKey key, out Entry entry)
        {
            var isRemoved = Entries.TryRemove(key, out entry);
            Bytes -= isRemoved ? entry.Bytes : 0;
            return isRemoved;
        }
    }
}
