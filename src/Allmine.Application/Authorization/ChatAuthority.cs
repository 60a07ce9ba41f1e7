using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Authorization;

/// <summary>In whose name a chat is read or changed, and by which right.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOperator">Whether it is a system user that a backend acts for: it may read every chat, and do in every group what an owner may, member or not.</param>
public readonly record struct ChatAuthority(Id<User> UserId, bool IsOperator)
{
    /// <summary>What the user may do there; null for nothing.</summary>
    public ChatRole? RoleIn(Chat chat) => IsOperator ? ChatRole.Owner : chat.RoleOf(UserId);

    public bool MayRead(Chat chat) => IsOperator || chat.HasMember(UserId);

    /// <summary>The number of the first message that the user sees there, or less.</summary>
    public long SeesFrom(Chat chat) => IsOperator ? 0 : chat.FindMember(UserId)?.SeesFrom ?? 0;

    /// <summary>Whether the user sees the message of that number.</summary>
    public bool Sees(Chat chat, long sequence) => IsOperator || chat.Sees(UserId, sequence);
}
