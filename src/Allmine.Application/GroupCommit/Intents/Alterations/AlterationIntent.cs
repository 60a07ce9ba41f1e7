using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>
/// What is to become of a message: the next change of its chat. It has no key, since a repetition finds it done. What would change nothing writes
/// nothing, and is answered with the message as it is.
/// </summary>
/// <param name="Read">
/// The message as it was read before. A commit verifies it, so that it is read again only if it is decided again, or if another of the round has altered it.
/// </param>
/// <param name="UserId">Who does it; null for the service itself, or a backend that acts for nobody.</param>
public abstract record AlterationIntent(Message Read, Id<User>? UserId) : Intent<CommittedAlteration>(null, null)
{
    /// <summary>Of the records of the alteration, in bytes.</summary>
    private const int BytesOfRecords = 400;

    private const int BytesOfReactor = 48;

    /// <summary>Whether it is a system user that a backend acts for, which sees every message.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Whether <see cref="Read"/> has been decided on, perhaps in vain.</summary>
    private bool wasDecided;

    /// <summary>All that has become of the message is written anew.</summary>
    public override int Weight => BytesOfRecords + (BytesOfReactor * Read.Life.Reactions.Sum(reaction => reaction.Reactors.Count));

    internal override ChatAddress? Chat => new ChatAddress(Read.ChatId, null);

    /// <summary>What happens to the message.</summary>
    private protected abstract AlterationKind Kind { get; }

    /// <summary>Whether it may be done between two of whom one has blocked the other.</summary>
    private protected abstract bool IsFreeOfBlocks { get; }

    /// <summary>Whether system users that a backend acts for may do it without being members.</summary>
    private protected virtual bool IsForOperators => false;

    /// <summary>The reaction that is put or taken back; null for every other kind.</summary>
    private protected virtual string? Emoji => null;

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [LockKey.OfChat(Chat!.Value)];

    internal override bool IsAdmittedBy(Chat cached) => ObjectionIn(cached, Read) is null;

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        if (cached is null)
            request.Chats.Add(Read.ChatId);
        if (wasDecided)
            request.Messages.Add(Read.Id);
    }

    internal override void AddKnowing(Chat chat, LoadRequest request)
    {
        if (!IsFreeOfBlocks)
            request.Pairs.UnionWith(PairsBehind(chat));
    }

    internal override void AddKnowing(IReadOnlyCollection<Id<User>> people, LoadRequest request)
    {
        if (!IsFreeOfBlocks && UserId is { } user)
            request.Pairs.UnionWith(MessageIntent.PairsWith(user, people));
    }

    /// <summary>Refuses who may not do it, as far as the chat and the message tell that.</summary>
    /// <param name="chat">The chat of <see cref="Read"/>, as it has just been read.</param>
    /// <exception cref="RefusedException"><c>message.not_found</c>, <c>auth.forbidden</c>, <c>chat.role_required</c>, <c>chat.blocked</c>.</exception>
    internal void EnsureAllowedIn(Chat chat)
    {
        if (ObjectionIn(chat, Read) is { } code)
            throw new RefusedException(code);
    }

    internal sealed override CommittedAlteration Decide(RoundDecider round)
    {
        wasDecided = true;
        var chat = round.FindChat(Read.ChatId);
        var before = round.FindAltered(Read);
        if (ObjectionIn(chat, before) is { } code)
            throw new RefusedException(code);
        if (IsBarredByBlocks(before) && PairsBehind(chat).Any(round.IsBlocked))
            throw new RefusedException(ErrorCode.Blocked);
        // Clocks of nodes differ: nothing happens to a message before it was sent, or edited.
        var after = Alter(before, chat, round.Now > before.UpdatedAt ? round.Now : before.UpdatedAt);
        if (!ReferenceEquals(after, before))
            round.Alter(chat, before, after, Kind, Emoji is null ? null : UserId, Emoji);
        return new CommittedAlteration(after);
    }

    internal sealed override CommittedAlteration Replay(IdempotencyRecord record) => throw record.IsOfOtherKind();

    /// <summary>The message as it is to be: the same one if nothing changes.</summary>
    /// <param name="before">The message as it is.</param>
    /// <param name="chat">Its chat, whose next change it is.</param>
    /// <param name="at">UTC, whole milliseconds.</param>
    /// <exception cref="AllmineException">The message, or the chat, does not allow it.</exception>
    private protected abstract Message Alter(Message before, Chat chat, DateTime at);

    /// <summary>Why this member of the chat may not do it; null if they may.</summary>
    private protected virtual ErrorCode? ObjectionToMember(Id<User> member, Chat chat) => null;

    /// <summary>Whether it would change anything of the message. What changes nothing is a repetition.</summary>
    private protected virtual bool Changes(Message message) => true;

    /// <summary>Who can't see the message isn't told that it exists; who may not do it isn't told whether it could be done.</summary>
    private ErrorCode? ObjectionIn(Chat chat, Message message)
    {
        if (UserId is not { } user)
            return null;
        if (!chat.Sees(user, message.Sequence) && !(IsOperator && (IsForOperators || chat.HasMember(user))))
            return IsOperator ? ErrorCode.NotAMember : ErrorCode.MessageNotFound;
        return ObjectionToMember(user, chat) ?? (chat.IsBlocked && IsBarredByBlocks(message) ? ErrorCode.Blocked : null);
    }

    private bool IsBarredByBlocks(Message message) => !IsFreeOfBlocks && Changes(message);

    /// <summary>In a group, the two of whom neither may have blocked the other; as for a message there.</summary>
    private protected virtual IEnumerable<DirectPair> PairsBehind(Chat chat) =>
        UserId is { } user && MessageIntent.PairBehind(chat, user, target: null) is { } pair ? [pair] : [];
}
