using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Store;

/// <summary>
/// A store whose data can be thrown away for new ones: of a developer, and never of anybody else. Only one that was marked as the development
/// seed's own is.
/// </summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IReplaceableStore
{
    /// <summary>Marks the store as the development seed's own if nobody is in it yet; otherwise it stays what it is.</summary>
    Task MarkIfEmptyAsync(CancellationToken cancellationToken);

    Task<bool> IsMarkedAsync(CancellationToken cancellationToken);

    /// <summary>The keys of the bytes of all files, and of their thumbnails.</summary>
    Task<IReadOnlyList<string>> ReadMediaKeysAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Throws everything away, once the other nodes have let go of it too, or have had time enough. The initializers come next. This node does nothing
    /// with the store meanwhile. The store's key is another one from then on.
    /// </summary>
    /// <returns>False if another node has done it meanwhile, and all that comes after it.</returns>
    /// <exception cref="RefusedException"><c>dev.not_resettable</c>: the store does not let the service do it, and nothing is done.</exception>
    Task<bool> TryClearAsync(CancellationToken cancellationToken);

    /// <summary>Lets the other nodes use the store again, which has new data by now.</summary>
    Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>What other nodes do.</summary>
    Task<ReplacementState> LookAsync(CancellationToken cancellationToken);

    /// <summary>Says that this node has let go of the store that is about to be thrown away.</summary>
    Task AcknowledgeAsync(CancellationToken cancellationToken);

    /// <summary>Waits until nothing of this node is under way in the store, and forgets what was kept of it in memory.</summary>
    Task LetGoAsync(CancellationToken cancellationToken);
}
