using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Credits;

namespace Allmine.Application.Verification;

/// <summary>Each grant's two entries against each other, and against the key that records the grant.</summary>
internal sealed class GrantCheck(IStoreSnapshot snapshot, VerificationReport report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var entries = await SnapshotReader<LedgerEntry>.OpenAsync(snapshot.ReadGrantEntriesAsync(cancellationToken), report, cancellationToken);
        await using var keys = await SnapshotReader<IdempotencyEntry>.OpenAsync(snapshot.ReadGrantKeysAsync(cancellationToken), report, cancellationToken);
        while (NextOf(entries, keys) is { } id)
        {
            var pair = await entries.TakeAsync(entry => IdOf(entry) == id);
            var recorded = await keys.TakeAsync(key => IdOf(key) == id);
            report.Keys += recorded.Count;
            if (pair.Count > 0)
                report.Grants++;
            if (FaultOf(id, pair, recorded) is { } fault)
                report.Add(fault);
        }
    }

    /// <summary>The lesser grant of the two lists; null at the end of both.</summary>
    private static Id<Grant>? NextOf(SnapshotReader<LedgerEntry> entries, SnapshotReader<IdempotencyEntry> keys)
    {
        var next = entries.HasCurrent ? IdOf(entries.Current) : (Id<Grant>?)null;
        return keys.HasCurrent && IdOf(keys.Current) is var keyOf && !(next <= keyOf) ? keyOf : next;
    }

    private static Id<Grant> IdOf(LedgerEntry entry) => entry.GrantId.GetValueOrDefault();

    private static Id<Grant> IdOf(IdempotencyEntry key) => key.Grant?.Id ?? default;

    private static string? FaultOf(Id<Grant> id, List<LedgerEntry> pair, List<IdempotencyEntry> keys)
    {
        if (pair.Count == 0)
            return $"The {keys[0]} is recorded with the grant {id}, and there is no such grant.";
        if (pair[0].GrantId is null)
            return $"Ledger entry {pair[0].Id} names neither a message nor a grant.";
        if (pair.Find(entry => entry.Direction == LedgerDirection.Grant) is not { } received)
            return $"The grant {id} has no entry in the wallet of its recipient.";
        if (received.OwnerId == Wallet.SystemOwner)
            return $"The grant {id} is to the system account.";
        if (received.Amount is < CreditAmount.Least or > CreditAmount.GreatestGrant)
            return $"Ledger entry {received.Id} has the amount {received.Amount}, which is not one of a grant.";
        var movement = CreditMovement.By(new Grant(id, received.OwnerId, received.Amount), received.CreatedAt);
        return new MovementCheck($"The grant {id}", movement).FaultOf(pair, keys) ?? FaultOf(received, keys[0]);
    }

    private static string? FaultOf(LedgerEntry received, IdempotencyEntry key)
    {
        if (key.Refusal is not null || key.MessageId is not null || key.Key.Scope != IdempotencyScope.Grants)
            return $"The {key} is recorded with the grant {received.GrantId}, and is not one of a grant alone.";
        return key.Grant!.RecipientId != received.OwnerId || key.Grant.Amount != received.Amount
            ? $"The {key} is recorded with the grant {received.GrantId} of {key.Grant.Amount} credits to {key.Grant.RecipientId}; its ledger entry {received.Id} moves {received.Amount} to {received.OwnerId}."
            : null;
    }
}
