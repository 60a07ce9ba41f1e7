using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Store;

/// <summary>
/// A secret of the store: random bytes that it keeps with its data, made once, by whichever node comes first. So they are the same on
/// every node and after a restart, and another store has others. Callers never see them.
/// </summary>
public interface IStoreKey
{
    /// <summary>How many bytes there are.</summary>
    const int Size = 32;

    /// <summary>The bytes; the store has been initialized.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<byte[]> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts other bytes in their place, for good: what callers hold that was sealed with the ones before is void, every position of an
    /// event among it. For a store that was put back from a backup, while no node serves it: a node goes on with the bytes that it has read.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer; it may have done so.</exception>
    Task RenewAsync(CancellationToken cancellationToken);
}
