using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Tests.Stores;

internal static class UserRepositoryExtensions
{
    public static async Task<User?> FindAsync(this IUserRepository users, Id<User> id, CancellationToken cancellationToken) =>
        (await users.FindAllAsync([id], cancellationToken)).SingleOrDefault().Profile;

    /// <summary>Writes an entry of which nobody minds the kind.</summary>
    /// <returns>Whether there was none.</returns>
    public static async Task<bool> PutAsync(this IUserRepository users, User user, CancellationToken cancellationToken) =>
        (await users.PutAsync(user, leavesKind: true, cancellationToken)).Created;
}
