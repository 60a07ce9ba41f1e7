using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>A message that is to be pinned in its chat, or not to be: by a member of a direct chat, by an admin of a group.</summary>
/// <param name="Read">The message as it was read before.</param>
/// <param name="Pinner">Who pins it.</param>
/// <param name="IsSet">Whether it is to be pinned.</param>
public sealed record PinIntent(Message Read, Id<User> Pinner, bool IsSet) : AlterationIntent(Read, Pinner)
{
    private protected override AlterationKind Kind => IsSet ? AlterationKind.Pinned : AlterationKind.Unpinned;

    /// <summary>What there is may be taken back.</summary>
    private protected override bool IsFreeOfBlocks => !IsSet;

    private protected override bool IsForOperators => true;

    private protected override Message Alter(Message before, Chat chat, DateTime at)
    {
        if (!IsSet)
            return before.Unpin(chat.NextChange);
        var after = before.Pin(chat.NextChange, at);
        if (!ReferenceEquals(after, before))
            chat.EnsureRoomForPin();
        return after;
    }

    private protected override ErrorCode? ObjectionToMember(Id<User> member, Chat chat) =>
        chat.Kind == ChatKind.Direct || IsOperator || chat.IsAdmin(member) ? null : ErrorCode.RoleRequired;

    private protected override bool Changes(Message message) => message.Life.PinnedAt is not null != IsSet;
}
