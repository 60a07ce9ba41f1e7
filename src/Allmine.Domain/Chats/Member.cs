using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>A member of a chat and how far that member has read.</summary>
/// <param name="UserId">The member.</param>
/// <param name="ReadUpTo">The number of the last message read; 0 for none. It never goes back.</param>
public readonly record struct Member(Id<User> UserId, long ReadUpTo);
