using Allmine.Application.Ports.Snapshots;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;

namespace Allmine.Application.Verification;

/// <summary>The two entries of one movement, and the balance that its key has recorded, against what the movement is.</summary>
/// <param name="Cause">The transfer or the grant, at the beginning of a sentence.</param>
/// <param name="Movement">What it moves.</param>
internal readonly record struct MovementCheck(string Cause, CreditMovement Movement)
{
    private bool IsGrant => Movement.GrantId is not null;

    /// <param name="pair">The entries that name the movement.</param>
    /// <param name="keys">The keys that name it.</param>
    /// <returns>The first thing that is wrong, or null.</returns>
    public string? FaultOf(List<LedgerEntry> pair, List<IdempotencyEntry> keys)
    {
        if (pair.Count != 2)
            return $"{Cause} has {(pair.Count > 2 ? "more than two" : pair.Count)} ledger entries, not two.";
        var isGrant = IsGrant;
        var debit = pair.Find(entry => entry.Direction == (isGrant ? LedgerDirection.GrantIssued : LedgerDirection.TransferSent));
        var credit = pair.Find(entry => entry.Direction == (isGrant ? LedgerDirection.Grant : LedgerDirection.TransferReceived));
        if (debit is null || credit is null)
            return $"{Cause} does not have one debit and one credit.";
        return FaultOf(debit, Movement.From, Movement.To)
            ?? FaultOf(credit, Movement.To, isGrant ? null : Movement.From)
            ?? FaultOf(keys, isGrant ? credit : debit);
    }

    private string? FaultOf(LedgerEntry entry, Id<User> owner, Id<User>? counterparty)
    {
        if (entry.Amount != Movement.Amount)
            return $"{Cause} moves {Movement.Amount} credits, and its ledger entry {entry.Id} moves {entry.Amount}.";
        if (entry.OwnerId != owner)
            return $"{Cause} concerns the wallet of {owner}, and its ledger entry {entry.Id} is in that of {entry.OwnerId}.";
        return entry.CounterpartyId != counterparty || entry.ChatId != Movement.ChatId || entry.GrantId != Movement.GrantId || entry.CreatedAt != Movement.At
            ? $"{Cause} and its ledger entry {entry.Id} differ in the counterparty, the chat or the time."
            : null;
    }

    private string? FaultOf(List<IdempotencyEntry> keys, LedgerEntry answered)
    {
        if (keys.Count != 1)
            return keys.Count == 0 ? $"{Cause} has no key that can be read." : $"{Cause} is recorded under more than one key: the {keys[0]} and the {keys[1]}.";
        var key = keys[0];
        if (!key.IsPermanent)
            return $"{Cause} is recorded under the {key} for a time only, not for ever.";
        if (key.Balance is not { } balance)
            return $"{Cause} is recorded under the {key} without a balance.";
        return balance != answered.BalanceAfter
            ? $"{Cause} is recorded under the {key} with the balance {balance}; its ledger entry {answered.Id} says {answered.BalanceAfter}."
            : null;
    }
}
