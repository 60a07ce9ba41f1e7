using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Alterations;

/// <summary>The end of a message, of which its place is left: by the sender, by an admin of the group, or by a backend that acts for nobody.</summary>
/// <param name="Read">The message as it was read before.</param>
/// <param name="UserId">Who deletes it; null for a backend that acts for nobody.</param>
public sealed record DeleteIntent(Message Read, Id<User>? UserId) : AlterationIntent(Read, UserId)
{
    private protected override AlterationKind Kind => AlterationKind.Deleted;

    private protected override bool IsFreeOfBlocks => true;

    private protected override bool IsForOperators => true;

    private protected override Message Alter(Message before, Chat chat, DateTime at) => before.Delete(chat.NextChange, at);

    private protected override ErrorCode? ObjectionToMember(Id<User> member, Chat chat) => member == Read.SenderId || chat.IsAdmin(member) || (IsOperator && chat.Kind == ChatKind.Group)
        ? null
        : chat.Kind == ChatKind.Group ? ErrorCode.RoleRequired : ErrorCode.Forbidden;
}
