using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>The end of a membership: by the member itself, by an admin, or, of an owner's, by an owner.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="By">Who does it.</param>
/// <param name="LineId">The identifier of the line.</param>
/// <param name="UserId">Who is to be no member any more.</param>
public sealed record RemoveMemberIntent(Id<Chat> ChatId, ChatAuthority By, Id<Message> LineId, Id<User> UserId) : ChatIntent(ChatId, By, LineId)
{
    private protected override void EnsureAllowedIn(Chat chat)
    {
        var isSelf = UserId == By.UserId;
        // Whoever has left, and asks again, is told that it is done.
        if (isSelf && !chat.HasMember(UserId))
            return;
        var least = isSelf ? ChatRole.Member : chat.RoleOf(UserId) == ChatRole.Owner ? ChatRole.Owner : ChatRole.Admin;
        chat.EnsureChangeableBy(By.RoleIn(chat), least);
    }

    private protected override ChatLine? Apply(Chat chat, RoundDecider round, DateTime at) => chat.Remove(UserId, By.UserId);
}
