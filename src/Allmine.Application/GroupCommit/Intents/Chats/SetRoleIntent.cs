using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.GroupCommit.Intents.Chats;

/// <summary>Another role of a member: given by an owner, or a lower one that a member takes by itself.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="By">Who does it.</param>
/// <param name="LineId">The identifier of the line.</param>
/// <param name="UserId">Whose role.</param>
/// <param name="Role">The role to be.</param>
public sealed record SetRoleIntent(Id<Chat> ChatId, ChatAuthority By, Id<Message> LineId, Id<User> UserId, ChatRole Role) : ChatIntent(ChatId, By, LineId)
{
    private protected override Id<User>? Subject => UserId;

    private protected override void EnsureAllowedIn(Chat chat) =>
        chat.EnsureChangeableBy(By.RoleIn(chat), UserId == By.UserId && Role <= chat.RoleOf(UserId) ? ChatRole.Member : ChatRole.Owner);

    private protected override ChatLine? Apply(Chat chat, RoundDecider round, DateTime at) => chat.SetRole(UserId, Role);
}
