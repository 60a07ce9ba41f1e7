using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>
/// A message to a chat, checked as far as it can be without looking at anything. At least one of <see cref="ChatId"/> and
/// <see cref="TargetUserId"/> is there, and the latter is not the sender.
/// </summary>
/// <param name="MessageId">Of the message to be; the same however often the send is decided anew.</param>
/// <param name="Sender">The user who sends.</param>
/// <param name="ChatId">The chat; null for the direct chat with <paramref name="TargetUserId"/>.</param>
/// <param name="TargetUserId">The user addressed, if any.</param>
/// <param name="Key">The idempotency key; null if the request has none.</param>
/// <param name="Fingerprint">Of the request; there if the key is.</param>
public abstract record MessageIntent(
    Id<Message> MessageId, Id<User> Sender, Id<Chat>? ChatId, Id<User>? TargetUserId, IdempotencyKey? Key, Fingerprint? Fingerprint)
    : Intent<CommittedSend>(Key, Fingerprint)
{
    /// <summary>What goes with the message; null for nothing.</summary>
    public SendExtras? Extras { get; init; }

    /// <summary>The last number that the chat must have when the message is committed; null for any.</summary>
    public long? ExpectedSequence { get; init; }

    public override int Weight => DraftWeight + (Extras?.Weight ?? 0);

    /// <summary>About what that which it carries adds to a commit, in bytes.</summary>
    private protected abstract int DraftWeight { get; }

    internal override ChatAddress? Chat => new ChatAddress(ChatId, ChatId is null ? DirectPair.Of(Sender, TargetUserId!.Value) : null);

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [LockKey.OfChat(Chat!.Value)];

    internal override bool IsAdmittedBy(Chat cached) =>
        cached.ObjectionTo(Sender, TargetUserId, Extras?.Mentions) is null && (ExpectedSequence is not { } expected || expected == cached.LastSequence);

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        if (Extras?.ReplyTo is { } message)
            request.Messages.Add(message);
        if (cached is not null)
        {
            AddKnowing(cached, request);
            return;
        }

        if (ChatId is { } id)
            request.Chats.Add(id);
        if (TargetUserId is not { } target)
            return;
        request.Pairs.Add(DirectPair.Of(Sender, target));
        if (ChatId is null)
            request.Users.Add(target);
    }

    internal override void AddKnowing(Chat chat, LoadRequest request)
    {
        if (PairBehind(chat, Sender, TargetUserId) is { } pair)
            request.Pairs.Add(pair);
        if (chat.Kind == ChatKind.Group && Extras is { Mentions: { Count: > 0 } mentions })
            request.Pairs.UnionWith(PairsWith(Sender, mentions));
    }

    internal override void AddKnowing(IReadOnlyCollection<Id<User>> people, LoadRequest request) => request.Pairs.UnionWith(PairsWith(Sender, people));

    internal override CommittedSend Replay(IdempotencyRecord record) =>
        new(record.Message ?? throw record.IsOfOtherKind(), Replayed: true, record.Balance);

    /// <summary>
    /// The chat, which the sender is let into. A direct chat is opened by its first message. What tells of the chat's messages comes after
    /// what tells who may know of them.
    /// </summary>
    private protected Chat Enter(RoundDecider round)
    {
        var chat = ChatId is { } id ? round.FindChat(id) : round.FindOrOpenDirectChat(Sender, TargetUserId!.Value);
        chat.Admit(Sender, TargetUserId, Extras?.Mentions);
        if (PairBehind(chat, Sender, TargetUserId) is { } pair && round.IsBlocked(pair))
            throw new RefusedException(ErrorCode.Blocked);
        if (chat.Kind == ChatKind.Group && Extras is { Mentions: { Count: > 0 } mentions } && PairsWith(Sender, mentions).Any(round.IsBlocked))
            throw new RefusedException(ErrorCode.Blocked);
        return ExpectedSequence is { } expected && expected != chat.LastSequence ? throw new RefusedException(ErrorCode.ChatMoved, chat.LastSequence) : chat;
    }

    /// <summary>
    /// The sender and the one whom a message in a group is for. Their direct chat says whether one of them has blocked the other. It is
    /// loaded each time, since the commit verifies the group alone.
    /// </summary>
    internal static DirectPair? PairBehind(Chat chat, Id<User> sender, Id<User>? target) =>
        chat.Kind == ChatKind.Group && chat.SoleReceiver(sender, target) is { } receiver ? DirectPair.Of(sender, receiver) : null;

    /// <summary>Who mentions oneself is refused for it.</summary>
    internal static IEnumerable<DirectPair> PairsWith(Id<User> sender, IEnumerable<Id<User>> mentions) =>
        mentions.Where(mentioned => mentioned != sender).Select(mentioned => DirectPair.Of(sender, mentioned));

    private protected MessageHeader HeaderIn(Chat chat, RoundDecider round)
    {
        var header = new MessageHeader(MessageId, chat.Id, chat.NextSequence, Sender, chat.TimeOfNext(round.Now))
        {
            Change = chat.NextSentChange,
        };
        return Extras is { } extras ? header with { Attributes = AttributesIn(chat, extras, round) } : header;
    }

    private MessageAttributes AttributesIn(Chat chat, SendExtras extras, RoundDecider round) =>
        new(extras.Metadata, extras.IsSilent, extras.ReplyTo is { } id ? round.FindMessage(id, chat, Sender) : null, extras.Mentions);
}
