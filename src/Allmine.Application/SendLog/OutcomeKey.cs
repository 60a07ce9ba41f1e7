using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.SendLog;

/// <summary>An idempotency key in its scope: the same text from another user is another key.</summary>
public readonly record struct OutcomeKey(Id<User> UserId, string Key);
