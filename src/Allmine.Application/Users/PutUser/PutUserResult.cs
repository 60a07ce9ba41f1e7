using Allmine.Domain.Users;

namespace Allmine.Application.Users.PutUser;

/// <param name="User">The entry as it is now.</param>
/// <param name="Created">Whether there was none before.</param>
public sealed record PutUserResult(User User, bool Created);
