using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Verification;

/// <summary>Each transfer's message against its two entries, and each grant's two entries against each other.</summary>
internal sealed class PairCheck(IStoreSnapshot snapshot, StoreReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckTransfersAsync(cancellationToken);
        await CheckGrantsAsync(cancellationToken);
    }

    private async Task CheckTransfersAsync(CancellationToken cancellationToken)
    {
        await using var messages = await Reader<Message>.OpenAsync(snapshot.ReadTransfersAsync(cancellationToken), cancellationToken);
        await using var entries = await Reader<LedgerEntry>.OpenAsync(snapshot.ReadTransferEntriesAsync(cancellationToken), cancellationToken);
        for (; messages.HasCurrent; await messages.MoveAsync())
        {
            var message = messages.Current;
            if (entries.HasCurrent && entries.Current.MessageId < message.Id)
                throw Orphan(entries.Current);
            var pair = await TakeAsync(entries, entry => entry.MessageId == message.Id);
            CheckPair($"The credit transfer {message.Id}", pair, Movement.By(message));
            report.Transfers++;
        }

        if (entries.HasCurrent)
            throw Orphan(entries.Current);
    }

    private async Task CheckGrantsAsync(CancellationToken cancellationToken)
    {
        await using var entries = await Reader<LedgerEntry>.OpenAsync(snapshot.ReadGrantEntriesAsync(cancellationToken), cancellationToken);
        while (entries.HasCurrent)
        {
            if (entries.Current.GrantId is not { } grantId)
                throw new StoreFaultException($"Ledger entry {entries.Current.Id} names neither a message nor a grant.");
            var pair = await TakeAsync(entries, entry => entry.GrantId == grantId);
            var received = pair.Find(entry => entry.Direction == LedgerDirection.Grant)
                ?? throw new StoreFaultException($"The grant {grantId} has no entry in the wallet of its recipient.");
            if (received.Amount is < CreditAmount.Least or > CreditAmount.GreatestGrant)
                throw new StoreFaultException($"Ledger entry {received.Id} has the amount {received.Amount}, which is not one of a grant.");
            CheckPair($"The grant {grantId}", pair, Movement.By(new Grant(grantId, received.OwnerId, received.Amount), received.CreatedAt));
            report.Grants++;
        }
    }

    private static async Task<List<LedgerEntry>> TakeAsync(Reader<LedgerEntry> entries, Predicate<LedgerEntry> belongs)
    {
        var taken = new List<LedgerEntry>(2);
        for (; entries.HasCurrent && belongs(entries.Current); await entries.MoveAsync())
        {
            // A third one is one too many; more need not be held.
            if (taken.Count < 3)
                taken.Add(entries.Current);
        }

        return taken;
    }

    private static void CheckPair(string cause, List<LedgerEntry> pair, Movement movement)
    {
        if (pair.Count != 2)
            throw new StoreFaultException($"{cause} has {(pair.Count > 2 ? "more than two" : pair.Count)} ledger entries, not two.");
        var isGrant = movement.GrantId is not null;
        var debit = pair.Find(entry => entry.Direction == (isGrant ? LedgerDirection.GrantIssued : LedgerDirection.TransferSent));
        var credit = pair.Find(entry => entry.Direction == (isGrant ? LedgerDirection.Grant : LedgerDirection.TransferReceived));
        if (debit is null || credit is null)
            throw new StoreFaultException($"{cause} does not have one debit and one credit.");
        Check(cause, debit, movement.From, movement.To, movement);
        Check(cause, credit, movement.To, isGrant ? null : movement.From, movement);
    }

    private static void Check(string cause, LedgerEntry entry, Id<User> owner, Id<User>? counterparty, Movement movement)
    {
        if (entry.Amount != movement.Amount)
            throw new StoreFaultException($"{cause} moves {movement.Amount} credits, and its ledger entry {entry.Id} moves {entry.Amount}.");
        if (entry.OwnerId != owner)
            throw new StoreFaultException($"{cause} concerns the wallet of {owner}, and its ledger entry {entry.Id} is in that of {entry.OwnerId}.");
        if (entry.CounterpartyId != counterparty || entry.ChatId != movement.ChatId || entry.CreatedAt != movement.At)
            throw new StoreFaultException($"{cause} and its ledger entry {entry.Id} differ in the counterparty, the chat or the time.");
    }

    private static StoreFaultException Orphan(LedgerEntry entry) =>
        new($"Ledger entry {entry.Id} names the message {entry.MessageId}, and there is no such credit transfer.");
}
