using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>The direct chat of two users: it is made, or opened, unless it is there.</summary>
/// <param name="UserId">Who asks for it.</param>
/// <param name="OtherId">The other one.</param>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public sealed record OpenDirectChatIntent(Id<User> UserId, Id<User> OtherId, IdempotencyKey? Key, Fingerprint? Fingerprint)
    : Intent<CommittedChat>(Key, Fingerprint)
{
    private const int BytesOfChat = 400;

    public override int Weight => BytesOfChat;

    internal override ChatAddress? Chat => new ChatAddress(null, DirectPair.Of(UserId, OtherId));

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [LockKey.OfChat(Chat!.Value)];

    internal override bool IsAdmittedBy(Chat cached) => false;

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        request.Pairs.Add(DirectPair.Of(UserId, OtherId));
        request.Users.Add(OtherId);
    }

    internal override CommittedChat Decide(RoundDecider round)
    {
        var chat = round.FindOrOpenDirectChat(UserId, OtherId);
        var opened = new OpenedChat(chat.Id, round.Open(chat));
        round.Record(this, (key, fingerprint) => IdempotencyRecord.OfChat(key, fingerprint, opened, round.Now));
        return new CommittedChat(opened, Replayed: false);
    }

    internal override CommittedChat Replay(IdempotencyRecord record) => new(record.Chat ?? throw record.IsOfOtherKind(), Replayed: true);
}
