using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>
/// Lets the whole store be read as of one moment, while the service goes on writing to it. It needs no
/// <see cref="IStoreInitializer"/>, and changes nothing.
/// </summary>
public interface IStoreSnapshots
{
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken);
}
