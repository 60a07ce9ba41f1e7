using Allmine.Domain.Credits;

namespace Allmine.Application.SendLog;

/// <summary>One grant of credits, checked as far as it can be without looking at anything.</summary>
/// <param name="Grant">The grant to be; the same however often it is decided anew.</param>
/// <param name="Key">The idempotency key, in the space of grants.</param>
/// <param name="Fingerprint">Of the request.</param>
public sealed record GrantIntent(Grant Grant, IdempotencyKey? Key, Fingerprint? Fingerprint) : Intent(Key, Fingerprint)
{
    public override int Weight => LedgerWeight.OfMovement;

    internal override IEnumerable<LockKey> Locks =>
        [LockKey.OfWallet(Wallet.SystemOwner), LockKey.OfWallet(Grant.RecipientId)];
}
