using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Store;

/// <summary>Lets the store do what a commit does, before the first one is waited for.</summary>
public interface IStoreRehearsal
{
    /// <summary>
    /// Writes and reads what rounds write and read, in a transaction that is taken back: nothing of it is stored or ever seen
    /// by anybody, and nothing of any user is touched or held.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task RehearseAsync(CancellationToken cancellationToken);
}
