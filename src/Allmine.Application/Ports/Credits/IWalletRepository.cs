using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Credits;

/// <summary>Reads wallets. They are written by <see cref="ICommitStore"/> alone.</summary>
public interface IWalletRepository
{
    /// <summary>The wallet as of now; an empty one if it was never written.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="UnreadableRecordException">The wallet's record can't be read.</exception>
    Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken);
}
