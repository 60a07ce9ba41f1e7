using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>A new group. Nobody is put into one by somebody with whom there is a block.</summary>
/// <param name="ChatId">The identifier of the chat; the same however often the intent is decided anew.</param>
/// <param name="Title">Its title, checked; null for none.</param>
/// <param name="UserId">Who makes it, its owner.</param>
/// <param name="Others">The other members: users of the directory, all different, one or more.</param>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record MakeGroupIntent(
    Id<Chat> ChatId, string? Title, Id<User> UserId, IReadOnlyList<Id<User>> Others, IdempotencyKey? Key, Fingerprint? Fingerprint)
    : Intent<CommittedChat>(Key, Fingerprint)
{
    private const int BytesOfChat = 400;

    private const int BytesOfMember = 60;

    public override int Weight => BytesOfChat + (BytesOfMember * Others.Count);

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [LockKey.OfChat(new ChatAddress(ChatId, null))];

    internal override void AddTo(LoadRequest request, Chat? cached) => request.Pairs.UnionWith(Pairs());

    internal override CommittedChat Decide(RoundDecider round)
    {
        if (Pairs().Any(round.IsBlocked))
            throw new RefusedException(ErrorCode.Blocked);
        var chat = Domain.Chats.Chat.Group(ChatId, Title, [UserId, .. Others], round.Now);
        var opened = new OpenedChat(chat.Id, round.Open(chat));
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfChat(key, fingerprint, opened, round.Now));
        return new CommittedChat(opened, Replayed: false);
    }

    internal override CommittedChat Replay(IdempotencyRecord record) => new(record.Chat ?? throw record.IsOfOtherKind(), Replayed: true);

    private IEnumerable<DirectPair> Pairs() => MessageIntent.PairsWith(UserId, Others);
}
