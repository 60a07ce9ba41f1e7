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

    /// <summary>Writes the user's entry, replacing the earlier one. True if there was none.</summary>
    Task<bool> PutAsync(User user, CancellationToken cancellationToken);
}
