using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

/// <summary>In whose name a chat is read or changed, and by which right.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOperator">Whether it is a system user that a backend acts for: it may read every chat, and do in every group what an owner may, member or not.</param>
public readonly record struct ChatAuthority(Id<User> UserId, bool IsOperator)
{
    /// <summary>The user as a reader.</summary>
    public ChatReader Reader => new(UserId, IsOperator);

    /// <summary>What the user may do there; null for nothing.</summary>
    public ChatRole? RoleIn(Chat chat) => IsOperator ? ChatRole.Owner : chat.RoleOf(UserId);
}
