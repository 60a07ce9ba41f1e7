using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats;

/// <summary>A member of a chat as of a moment.</summary>
/// <param name="Member">The member.</param>
/// <param name="JoinedAt">Since when: UTC, whole milliseconds.</param>
/// <param name="User">Who it is.</param>
public sealed record MemberView(Member Member, DateTime JoinedAt, StoredUser User);
