using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Users;

/// <summary>The user directory, which the first-party backends keep. Nobody is ever removed from it.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IUserRepository
{
    /// <summary>
    /// Those of the users who are in the directory, in any order; also those whose records can't be read. One command, however
    /// many are named.
    /// </summary>
    Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken);

    /// <summary>Writes the user's entry, replacing the earlier one, whose kind never changes.</summary>
    /// <param name="user">The entry.</param>
    /// <param name="leavesKind">Whether an entry of another kind is written all the same, and stays of its kind. Else nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<UserWrite> PutAsync(User user, bool leavesKind, CancellationToken cancellationToken);
}
