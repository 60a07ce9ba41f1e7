using Allmine.Domain.Credits;

namespace Allmine.Application.SendLog;

/// <summary>One grant of credits, checked as far as it can be without looking at anything.</summary>
/// <param name="Grant">The grant to be; the same however often it is decided anew.</param>
/// <param name="Key">The idempotency key, in the space of grants.</param>
/// <param name="Fingerprint">Of the request.</param>
public sealed record GrantIntent(Grant Grant, OutcomeKey? Key, Fingerprint? Fingerprint) : LogIntent(Key, Fingerprint)
{
    public override int Weight => LedgerWeight.OfMovement;

    internal override IEnumerable<Contended> Contends =>
        [Contended.WalletOf(Wallet.SystemOwner), Contended.WalletOf(Grant.RecipientId)];
}
