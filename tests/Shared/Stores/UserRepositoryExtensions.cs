using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Tests.Stores;

internal static class UserRepositoryExtensions
{
    public static async Task<User?> FindAsync(this IUserRepository users, Id<User> id, CancellationToken cancellationToken) =>
        (await users.FindAllAsync([id], cancellationToken)).SingleOrDefault().Profile;
}
