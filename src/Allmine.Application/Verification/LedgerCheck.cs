using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Verification;

/// <summary>Each wallet's entries, one after the other, and the wallet against the last of them.</summary>
internal sealed class LedgerCheck(IStoreSnapshot snapshot, StoreReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var wallets = await Reader<Wallet>.OpenAsync(snapshot.ReadWalletsAsync(cancellationToken), cancellationToken);
        await using var entries = await Reader<LedgerEntry>.OpenAsync(snapshot.ReadEntriesAsync(cancellationToken), cancellationToken);
        // Of balances that are each below 2^63.
        Int128 sum = 0;
        while (entries.HasCurrent)
            sum += await CheckWalletAsync(wallets, entries);
        await CheckEmptyWalletsAsync(wallets, until: null);
        if (sum != 0)
            throw new StoreFaultException($"All ledger entries add up to {sum}, not to 0.");
    }

    /// <summary>Reads all entries of one owner.</summary>
    /// <returns>The balance that they lead to.</returns>
    private async Task<long> CheckWalletAsync(Reader<Wallet> wallets, Reader<LedgerEntry> entries)
    {
        var owner = entries.Current.OwnerId;
        var (balance, number) = (0L, 0L);
        for (; entries.HasCurrent && entries.Current.OwnerId == owner; await entries.MoveAsync())
        {
            var entry = entries.Current;
            if (entry.Number != ++number)
                throw new StoreFaultException($"The wallet of {owner} has an entry {entry.Number} (ledger entry {entry.Id}) where entry {number} should be.");
            if (entry.Amount < CreditAmount.Least)
                throw new StoreFaultException($"Ledger entry {entry.Id} (wallet of {owner}, entry {number}) has the amount {entry.Amount}.");
            balance = unchecked(balance + entry.Change);
            if (entry.BalanceAfter != balance)
                throw new StoreFaultException($"Ledger entry {entry.Id} (wallet of {owner}, entry {number}) says that the balance after it is {entry.BalanceAfter}; its entries lead to {balance}.");
            if (balance < 0 && owner != Wallet.SystemOwner)
                throw new StoreFaultException($"Ledger entry {entry.Id} (wallet of {owner}, entry {number}) takes the balance below zero, to {balance}.");
            report.Entries++;
        }

        await CheckEmptyWalletsAsync(wallets, until: owner);
        if (!wallets.HasCurrent || wallets.Current.Owner != owner)
            throw new StoreFaultException($"{owner} has {number} ledger entries and no wallet.");
        Check(wallets.Current, balance, number);
        await wallets.MoveAsync();
        return balance;
    }

    /// <summary>Wallets that come before the owner have no entry.</summary>
    private async Task CheckEmptyWalletsAsync(Reader<Wallet> wallets, Id<User>? until)
    {
        for (; wallets.HasCurrent && (until is not { } owner || wallets.Current.Owner < owner); await wallets.MoveAsync())
            Check(wallets.Current, balance: 0, entries: 0);
    }

    private void Check(Wallet wallet, long balance, long entries)
    {
        if (wallet.Entries != entries)
            throw new StoreFaultException($"The wallet of {wallet.Owner} counts {wallet.Entries} entries and has {entries}.");
        if (wallet.Balance != balance)
            throw new StoreFaultException($"The wallet of {wallet.Owner} has the balance {wallet.Balance}; its entries add up to {balance}.");
        report.Wallets++;
    }
}
