using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Verification;

/// <summary>Each wallet's entries, one after the other, and the wallet against the last of them. One fault is told of a wallet.</summary>
internal sealed class LedgerCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var wallets = await SnapshotReader<Wallet>.OpenAsync(snapshot.ReadWalletsAsync(cancellationToken), report, cancellationToken);
        await using var entries = await SnapshotReader<LedgerEntry>.OpenAsync(snapshot.ReadEntriesAsync(cancellationToken), report, cancellationToken);
        // Of balances that are each below 2^63.
        Int128 sum = 0;
        while (entries.HasCurrent)
            sum += await CheckWalletAsync(wallets, entries);
        await CheckEmptyWalletsAsync(wallets, until: null);
        if (sum != 0 && !entries.HasPassedOver)
            report.Add($"All ledger entries add up to {sum}, not to 0.");
    }

    /// <summary>Reads all entries of one owner.</summary>
    /// <returns>The balance that they lead to.</returns>
    private async Task<long> CheckWalletAsync(SnapshotReader<Wallet> wallets, SnapshotReader<LedgerEntry> entries)
    {
        var owner = entries.Current.OwnerId;
        var (balance, number) = (0L, 0L);
        string? fault = null;
        for (; entries.HasCurrent && entries.Current.OwnerId == owner; await entries.MoveAsync())
        {
            var entry = entries.Current;
            balance = unchecked(balance + entry.Change);
            fault ??= FaultOf(entry, ++number, balance);
            report.Entries++;
        }

        await CheckEmptyWalletsAsync(wallets, until: owner);
        if (wallets.HasCurrent && wallets.Current.Owner == owner)
        {
            fault ??= FaultOf(wallets.Current, balance, number);
            report.Wallets++;
            await wallets.MoveAsync();
        }
        else if (!report.IsUnreadable($"wallet of {owner}"))
        {
            fault ??= $"{owner} has {number} ledger entries and no wallet.";
        }

        if (fault is not null)
            report.Add(fault);
        return balance;
    }

    /// <summary>Wallets that come before the owner have no entry.</summary>
    private async Task CheckEmptyWalletsAsync(SnapshotReader<Wallet> wallets, Id<User>? until)
    {
        for (; wallets.HasCurrent && (until is not { } owner || wallets.Current.Owner < owner); await wallets.MoveAsync())
        {
            report.Wallets++;
            if (FaultOf(wallets.Current, balance: 0, entries: 0) is { } fault)
                report.Add(fault);
        }
    }

    private static string? FaultOf(LedgerEntry entry, long number, long balance)
    {
        if (entry.Number != number)
            return $"The wallet of {entry.OwnerId} has an entry {entry.Number} (ledger entry {entry.Id}) where entry {number} should be.";
        if (entry.Amount < CreditAmount.Least)
            return $"{NameOf(entry)} has the amount {entry.Amount}.";
        if (entry.BalanceAfter != balance)
            return $"{NameOf(entry)} says that the balance after it is {entry.BalanceAfter}; its entries lead to {balance}.";
        return balance < 0 && entry.OwnerId != Wallet.SystemOwner ? $"{NameOf(entry)} takes the balance below zero, to {balance}." : null;
    }

    private static string NameOf(LedgerEntry entry) => $"Ledger entry {entry.Id} (wallet of {entry.OwnerId}, entry {entry.Number})";

    private static string? FaultOf(Wallet wallet, long balance, long entries)
    {
        if (wallet.EntryCount != entries)
            return $"The wallet of {wallet.Owner} counts {wallet.EntryCount} entries and has {entries}.";
        return wallet.Balance != balance ? $"The wallet of {wallet.Owner} has the balance {wallet.Balance}; its entries add up to {balance}." : null;
    }
}
