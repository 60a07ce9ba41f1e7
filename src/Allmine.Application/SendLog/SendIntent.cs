using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>
/// One send, checked as far as it can be without looking at anything. At least one of <see cref="ChatId"/> and
/// <see cref="TargetUserId"/> is there, and the latter isn't the sender.
/// </summary>
/// <param name="MessageId">Of the message to be; the same however often the send is decided anew.</param>
/// <param name="Sender">Who sends.</param>
/// <param name="ChatId">Where to; null for the direct chat with the user addressed.</param>
/// <param name="TargetUserId">The user addressed, if any.</param>
/// <param name="Draft">What is sent.</param>
/// <param name="Key">The idempotency key, if the request has one.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record SendIntent(
    Id<Message> MessageId,
    Id<User> Sender,
    Id<Chat>? ChatId,
    Id<User>? TargetUserId,
    MessageDraft Draft,
    IdempotencyKey? Key = null,
    Fingerprint? Fingerprint = null) : Intent(Key, Fingerprint)
{
    public override int Weight => Draft.Weight;

    /// <summary>The pair whose direct chat is meant, where no chat is named.</summary>
    public DirectPair? Pair => ChatId is null && TargetUserId is { } target ? DirectPair.Of(Sender, target) : null;

    public FileReference? File => Draft.File is { } file ? new FileReference(Sender, file) : null;

    /// <summary>The chat that is meant, however it is named, and the wallets of a transfer.</summary>
    internal override IEnumerable<LockKey> Locks
    {
        get
        {
            yield return new LockKey(ChatId, Pair, null);
            if (Draft is not CreditTransferDraft)
                yield break;
            yield return LockKey.OfWallet(Sender);
            if (TargetUserId is { } target)
                yield return LockKey.OfWallet(target);
        }
    }
}
