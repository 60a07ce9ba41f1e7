using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>
/// A change of a chat itself. It has no key, since a repetition finds it done. The chat is loaded each time: such changes are rare, and refusals rely on
/// what the store has.
/// </summary>
/// <param name="ChatId">The chat.</param>
/// <param name="By">Who does it.</param>
/// <param name="LineId">The identifier of the line that tells of it; the same however often the intent is decided anew.</param>
public abstract record ChatIntent(Id<Chat> ChatId, ChatAuthority By, Id<Message> LineId) : Intent<CommittedChatChange>(null, null)
{
    /// <summary>Of the line, the record of the change and the chat's own, in bytes, with as many members as there may be.</summary>
    private const int BytesOfRecords = 32_000;

    /// <summary>Whether it has been decided before, perhaps in vain.</summary>
    private bool wasDecided;

    public override int Weight => BytesOfRecords;

    internal override ChatAddress? Chat => new ChatAddress(ChatId, null);

    /// <summary>The user whom it is about; null if it is about nobody.</summary>
    private protected virtual Id<User>? Subject => null;

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => [LockKey.OfChat(Chat!.Value)];

    internal override bool IsAdmittedBy(Chat cached) => false;

    internal override void AddTo(LoadRequest request, Chat? cached)
    {
        request.Chats.Add(ChatId);
        if (wasDecided)
            request.Messages.Add(LineId);
    }

    internal sealed override CommittedChatChange Decide(RoundDecider round)
    {
        var chat = round.FindChat(ChatId);
        // A commit without an answer was written after all: nothing of it is done twice, and nobody has lost the right to it since.
        var isDone = wasDecided && round.IsStored(LineId);
        wasDecided = true;
        if (!isDone)
            EnsureAllowedIn(chat);
        var isChange = isDone || round.Change(chat, LineId, By.UserId, at => Apply(chat, round, at));
        var member = Subject is { } subject ? chat.FindMember(subject) : null;
        return new CommittedChatChange(isChange, member is { } known ? (known, chat.JoinedAt(known)) : null);
    }

    internal sealed override CommittedChatChange Replay(IdempotencyRecord record) => throw record.IsOfOtherKind();

    /// <summary>Refuses who may not do it, before all else that would be refused.</summary>
    /// <exception cref="RefusedException"><c>chat.not_a_member</c>, <c>chat.direct</c>, <c>chat.role_required</c>.</exception>
    private protected abstract void EnsureAllowedIn(Chat chat);

    /// <summary>Changes the chat. Every check comes before the first change.</summary>
    /// <returns>The line that tells of it; null if nothing changes.</returns>
    /// <exception cref="AllmineException">The chat does not allow it.</exception>
    private protected abstract ChatLine? Apply(Chat chat, RoundDecider round, DateTime at);
}
