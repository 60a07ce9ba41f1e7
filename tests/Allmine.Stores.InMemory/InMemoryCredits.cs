using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The wallets, and the ledger in the order in which its entries were committed.</summary>
internal sealed class InMemoryCredits(Lock gate) : IWalletRepository, ILedgerRepository
{
    private readonly Dictionary<Id<User>, Wallet> wallets = [];
    private readonly List<LedgerEntry> ledger = [];
    private readonly Spoiled<Id<User>> spoiledWallets = new("wallet of");
    private readonly Spoiled<Id<LedgerEntry>> spoiledEntries = new("ledger entry");

    public IReadOnlyCollection<Wallet> Wallets => wallets.Values;

    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    /// <summary>A copy, which belongs to the caller; null if it was never written.</summary>
    public Wallet? Find(Id<User> owner) => wallets.TryGetValue(owner, out var wallet) ? Copy(wallet) : null;

    public void RestoreSpoiled()
    {
        spoiledWallets.Clear();
        spoiledEntries.Clear();
    }

    public void SpoilWallet(Id<User> owner) => spoiledWallets.Add(owner);

    public void SpoilEntry(Id<LedgerEntry> id) => spoiledEntries.Add(id);

    /// <exception cref="UnreadableRecordException">The wallet's record can't be read.</exception>
    public Wallet? Read(Id<User> owner)
    {
        Check(owner);
        return Find(owner);
    }

    /// <exception cref="UnreadableRecordException">The wallet's record can't be read.</exception>
    public void Check(Id<User> owner) => spoiledWallets.Check(owner);

    /// <exception cref="UnreadableRecordException">The entry's record can't be read.</exception>
    public void Check(LedgerEntry entry) => spoiledEntries.Check(entry.Id);

    public bool IsUnchanged(WalletChange change) => (Find(change.Wallet.Owner)?.EntryCount ?? 0) == change.BaseEntries;

    public void Put(Wallet wallet) => wallets[wallet.Owner] = Copy(wallet);

    public void Put(LedgerEntry entry) => ledger.Add(entry);

    public void Remove(Id<User> owner) => wallets.Remove(owner);

    public void Remove(LedgerEntry entry) => ledger.Remove(entry);

    public Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(owner) ?? Wallet.Empty(owner));
    }

    public Task<IReadOnlyList<StoredEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var within = ledger
                .Where(entry => entry.OwnerId == owner && (window.Before is not { } before || entry.Number < before))
                .Where(entry => window.Direction is not { } direction || entry.Direction == direction);
            return Task.FromResult<IReadOnlyList<StoredEntry>>([.. within.OrderByDescending(entry => entry.Number).Take(window.Limit).Select(Read)]);
        }
    }

    private StoredEntry Read(LedgerEntry entry) => spoiledEntries.Contains(entry.Id) ? new StoredEntry(entry.Number, entry.Id, Entry: null) : entry;

    private static Wallet Copy(Wallet wallet) => Wallet.Restore(wallet.Owner, wallet.Balance, wallet.EntryCount);
}
