using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages.ListReactions;

/// <summary>One user's reaction.</summary>
/// <param name="UserId">Who reacted.</param>
/// <param name="Emoji">With what.</param>
/// <param name="At">Since when: UTC, whole milliseconds.</param>
public sealed record ReactionItem(Id<User> UserId, string Emoji, DateTime At);
