using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Credits;

/// <summary>
/// Reads the ledger. Entries are written by <see cref="ICommitStore"/> alone, and no port changes or removes one.
/// </summary>
public interface ILedgerRepository
{
    /// <summary>
    /// Entries of the owner's wallet within the bounds of <paramref name="window"/>, newest first. A page deep in a long
    /// ledger costs what the first one does, also with a direction.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<IReadOnlyList<StoredEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken);
}
