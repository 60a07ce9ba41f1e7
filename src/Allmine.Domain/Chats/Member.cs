using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>A member of a chat and how far that member has read.</summary>
/// <param name="UserId">The member.</param>
/// <param name="ReadUpTo">The number of the last message read; 0 for none. It never goes back.</param>
/// <param name="DeliveredUpTo">The number of the last message that has reached one of the member's devices, as far as they said so; 0 for none. It never goes back.</param>
public readonly record struct Member(Id<User> UserId, long ReadUpTo, long DeliveredUpTo = 0)
{
    /// <summary>The number of the last message that has reached the member: whoever has read it, has it.</summary>
    public long HasUpTo => Math.Max(ReadUpTo, DeliveredUpTo);
}
