using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>An idempotency key in its scope: the same text from another user is another key.</summary>
/// <param name="UserId">Who sends; of a grant, the subject of the token.</param>
/// <param name="Key">The header's text.</param>
/// <param name="Scope">What it is for.</param>
public readonly record struct IdempotencyKey(Id<User> UserId, string Key, IdempotencyScope Scope = IdempotencyScope.Sends);
