using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;

namespace Allmine.Application.Verification;

/// <summary>
/// Each message against the entries and keys that name it: a transfer has two entries, and a key with the sender's balance; any
/// other message has no entry, and no balance under its key.
/// </summary>
internal sealed class TransferCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var messages = await SnapshotReader<Message>.OpenAsync(snapshot.ReadMessagesAsync(cancellationToken), report, cancellationToken);
        await using var entries = await SnapshotReader<LedgerEntry>.OpenAsync(snapshot.ReadTransferEntriesAsync(cancellationToken), report, cancellationToken);
        await using var keys = await SnapshotReader<IdempotencyEntry>.OpenAsync(snapshot.ReadMessageKeysAsync(cancellationToken), report, cancellationToken);
        while (NextOf(messages, entries, keys) is { } id)
        {
            Message? message = null;
            if (messages.HasCurrent && messages.Current.Id == id)
            {
                message = messages.Current;
                await messages.MoveAsync();
            }

            var pair = await entries.TakeAsync(entry => IdOf(entry) == id);
            var recorded = await keys.TakeAsync(key => IdOf(key) == id);
            report.Keys += recorded.Count;
            if (message?.Transfer is not null)
                report.Transfers++;
            if (FaultOf(id, message, pair, recorded) is { } fault)
                report.Add(fault);
        }
    }

    /// <summary>The least message of the three lists; null at the end of all of them.</summary>
    private static Id<Message>? NextOf(SnapshotReader<Message> messages, SnapshotReader<LedgerEntry> entries, SnapshotReader<IdempotencyEntry> keys)
    {
        var next = messages.HasCurrent ? messages.Current.Id : (Id<Message>?)null;
        if (entries.HasCurrent && IdOf(entries.Current) is var entryOf && !(next <= entryOf))
            next = entryOf;
        if (keys.HasCurrent && IdOf(keys.Current) is var keyOf && !(next <= keyOf))
            next = keyOf;
        return next;
    }

    private static Id<Message> IdOf(LedgerEntry entry) => entry.MessageId.GetValueOrDefault();

    private static Id<Message> IdOf(IdempotencyEntry key) => key.MessageId.GetValueOrDefault();

    private string? FaultOf(Id<Message> id, Message? message, List<LedgerEntry> pair, List<IdempotencyEntry> keys)
    {
        // Reported itself; what names it may be sound.
        if (message is null && report.IsUnreadable($"message {id}"))
            return null;
        if (message?.Transfer is not { } transfer)
            return FaultOfOther(id, message, pair, keys);

        if (transfer.Amount < CreditAmount.Least)
            return $"The credit transfer {id} moves {transfer.Amount} credits.";
        if (transfer.RecipientId == message.SenderId)
            return $"The credit transfer {id} is from {message.SenderId} to themselves.";
        return new MovementCheck($"The credit transfer {id}", CreditMovement.By(message)).FaultOf(pair, keys)
            ?? FaultOf(message, keys[0]);
    }

    private static string? FaultOfOther(Id<Message> id, Message? message, List<LedgerEntry> pair, List<IdempotencyEntry> keys)
    {
        if (pair.Count > 0)
            return $"Ledger entry {pair[0].Id} names the message {id}, and there is no such credit transfer.";
        if (message is null)
            return $"The {keys[0]} is recorded with the message {id}, and there is no such message.";
        if (keys.Count > 1)
            return $"The message {id} is recorded under more than one key: the {keys[0]} and the {keys[1]}.";
        if (keys.Count == 0)
            return null;
        return keys[0].Balance is { } balance
            ? $"The {keys[0]} is recorded with the balance {balance} and the message {id}, which moves no credits."
            : FaultOf(message, keys[0]);
    }

    private static string? FaultOf(Message message, IdempotencyEntry key)
    {
        if (key.Refusal is not null || key.Grant is not null)
            return $"The {key} is recorded with the message {message.Id}, and with a refusal or a grant beside it.";
        // An item of a batch is recorded under the key of whoever sent the batch.
        if (key.Key.Scope != IdempotencyScope.BatchItems && (key.Key.UserId != message.SenderId || key.Key.Scope != IdempotencyScope.Sends))
            return $"The {key} is recorded with the message {message.Id}, which {message.SenderId} has sent.";
        return key.ChatId is { } chatId && chatId != message.ChatId
            ? $"The {key} is recorded with the message {message.Id} in the chat {chatId}; it is in {message.ChatId}."
            : null;
    }
}
