using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Leases;

/// <summary>
/// Who does what, where one node alone may do it. Nodes give signs of life; whoever sees that another one's have stopped removes it, and its leases are anybody's. No clock of
/// one node is compared with another's. Every method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface ILeaseStore
{
    /// <summary>Whether the store belongs to one process alone, so that every other node in the table is of the past.</summary>
    bool IsOfOneProcess { get; }

    Task<LeaseTable> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Gives a sign of life.</summary>
    /// <param name="session">The node.</param>
    /// <param name="beat">How many it gives with this one. The first one enters the node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the node is not in the table any more: then its leases are others'.</returns>
    Task<bool> BeatAsync(Id<NodeSession> session, long beat, CancellationToken cancellationToken);

    /// <summary>Takes a lease, if it still stands as it was seen, and the taker is in the table.</summary>
    /// <param name="slot">Which.</param>
    /// <param name="seen">As it was seen; null if nobody ever had it.</param>
    /// <param name="session">The node that takes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, an epoch above the one seen (1 for the first); null if somebody else was faster.</returns>
    Task<Lease?> TakeAsync(int slot, Lease? seen, Id<NodeSession> session, CancellationToken cancellationToken);

    /// <summary>Gives leases back, as far as they still stand as they were taken: from then on they are nobody's, with the same epoch.</summary>
    Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken);

    /// <summary>Takes a node out of the table.</summary>
    /// <param name="session">Which.</param>
    /// <param name="beat">Only if its last sign of life was this one; null whatever it was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RemoveAsync(Id<NodeSession> session, long? beat, CancellationToken cancellationToken);
}
