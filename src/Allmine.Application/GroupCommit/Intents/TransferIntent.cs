using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>Credits to a member of a chat, and the note that goes with them.</summary>
/// <param name="MessageId">Of the message to be; the same however often the intent is decided anew.</param>
/// <param name="Sender">The user who sends.</param>
/// <param name="ChatId">The chat; null for the direct chat with <paramref name="TargetUserId"/>.</param>
/// <param name="TargetUserId">The user addressed, if any.</param>
/// <param name="Amount">Whole credits, 1 or more.</param>
/// <param name="Note">The words; null for none.</param>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record TransferIntent(
    Id<Message> MessageId,
    Id<User> Sender,
    Id<Chat>? ChatId,
    Id<User>? TargetUserId,
    long Amount,
    string? Note = null,
    IdempotencyKey? Key = null,
    Fingerprint? Fingerprint = null) : MessageIntent(MessageId, Sender, ChatId, TargetUserId, Key, Fingerprint)
{
    private protected override int DraftWeight => LedgerWeight.OfMovement + (Note?.Length ?? 0);

    /// <summary>The chat and both wallets. The recipient may be known by the chat alone: if nobody has met it, by anybody's wallet.</summary>
    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf)
    {
        yield return LockKey.OfChat(Chat!.Value);
        yield return LockKey.OfWallet(Sender);
        if (TargetUserId is { } target)
            yield return LockKey.OfWallet(target);
        else if (pairOf is not null)
            yield return pairOf(ChatId!.Value) is { } pair ? LockKey.OfWallet(pair.OtherThan(Sender)) : LockKey.AnyWallet;
    }

    internal override CreditFlow? FlowIn(RoundState state)
    {
        var recipient = TargetUserId ?? (ChatId is { } id ? state.Find(id)?.OtherThan(Sender) : null);
        return recipient is { } to ? new CreditFlow(Sender, to, Amount) : null;
    }

    internal override CommittedSend Decide(RoundDecider round)
    {
        var chat = Enter(round);
        var message = Message.CreditTransfer(HeaderIn(chat, round), new CreditTransfer(Amount, chat.RecipientFor(Sender, TargetUserId)), Note);
        var balance = round.Post(CreditMovement.By(message) with { Actor = Actor }).Debit.BalanceAfter;

        round.Append(message, chat);
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfMessage(key, fingerprint, message, balance));
        return new CommittedSend(message, Replayed: false, balance);
    }
}
