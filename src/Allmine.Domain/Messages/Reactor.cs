using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>A user who has reacted to a message.</summary>
/// <param name="UserId">The user.</param>
/// <param name="At">Since when: UTC, whole milliseconds.</param>
public readonly record struct Reactor(Id<User> UserId, DateTime At);
