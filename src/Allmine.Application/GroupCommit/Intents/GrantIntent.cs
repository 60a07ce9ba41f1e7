using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>Credits to a user out of the system account.</summary>
/// <param name="Grant">The grant to be; the same however often it is decided anew.</param>
/// <param name="Key">The idempotency key, in the scope of grants.</param>
/// <param name="Fingerprint">Of the request.</param>
public sealed record GrantIntent(Grant Grant, IdempotencyKey? Key, Fingerprint? Fingerprint) : Intent<CommittedGrant>(Key, Fingerprint)
{
    public override int Weight => LedgerWeight.OfMovement;

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) =>
        [LockKey.OfWallet(Wallet.SystemOwner), LockKey.OfWallet(Grant.RecipientId)];

    internal override void AddTo(LoadRequest request, Chat? cached) => request.Users.Add(Grant.RecipientId);

    internal override CreditFlow? FlowIn(RoundState state) =>
        state.Users.Contains(Grant.RecipientId) ? new CreditFlow(Wallet.SystemOwner, Grant.RecipientId, Grant.Amount) : null;

    internal override CommittedGrant Decide(RoundDecider round)
    {
        round.EnsureUser(Grant.RecipientId);
        var balance = round.Post(CreditMovement.By(Grant, round.Now) with { Actor = Actor }).Credit.BalanceAfter;
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfGrant(key, fingerprint, Grant, balance));
        return new CommittedGrant(Grant, balance, Replayed: false);
    }

    internal override CommittedGrant Replay(IdempotencyRecord record) => record is { Grant: { } grant, Balance: { } balance }
        ? new CommittedGrant(grant, balance, Replayed: true)
        : throw record.IsOfOtherKind();
}
