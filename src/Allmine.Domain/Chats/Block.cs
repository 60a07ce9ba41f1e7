using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>One of the two users of a direct chat has blocked the other.</summary>
/// <param name="By">Who has.</param>
/// <param name="At">Since when: UTC, whole milliseconds; null for a block of a version that did not note it.</param>
public readonly record struct Block(Id<User> By, DateTime? At);
