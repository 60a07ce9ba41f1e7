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

    public ValueTask<bool> KnowsAsync(Id<User> id, CancellationToken cancellationToken) =>
        known.ContainsKey(id) ? ValueTask.FromResult(true) : new ValueTask<bool>(LookUpAsync(id, cancellationToken));

    private async Task<bool> LookUpAsync(Id<User> id, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(id, cancellationToken) is null)
            return false;
        if (known.Count >= Capacity)
            known.Clear();
        known.TryAdd(id, true);
        return true;
    }
}
