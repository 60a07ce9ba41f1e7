namespace Allmine.Domain.Credits;

/// <summary>An entry of the ledger as a reader finds it.</summary>
/// <param name="Number">Its number in the wallet.</param>
/// <param name="Id">The entry; null if not even that can be read.</param>
/// <param name="Entry">The whole entry; null if this version can't read the record.</param>
public readonly record struct StoredEntry(long Number, Id<LedgerEntry>? Id, LedgerEntry? Entry)
{
    public static implicit operator StoredEntry(LedgerEntry entry) => new(entry.Number, entry.Id, entry);
}
