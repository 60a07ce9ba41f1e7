using System.Collections.Concurrent;
using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Users;

/// <summary>
/// Knows who is in the user directory. Nobody is ever removed from it, so that who was found once need not be asked for
/// again; who was not found is asked for each time.
/// </summary>
internal sealed class UserDirectory(IUserRepository users)
{
    /// <summary>About 5 MB of identifiers. Past it, all are asked for once more.</summary>
    private const int Capacity = 100_000;

    private readonly ConcurrentDictionary<Id<User>, bool> known = new();

    /// <summary>Whether the user was found before; false says nothing.</summary>
    public bool HasFound(Id<User> id) => known.ContainsKey(id);

    public async Task<bool> KnowsAsync(Id<User> id, CancellationToken cancellationToken)
    {
        if (HasFound(id))
            return true;
        if (await users.FindAsync(id, cancellationToken) is null)
            return false;
        if (known.Count >= Capacity)
            known.Clear();
        known.TryAdd(id, true);
        return true;
    }
}
