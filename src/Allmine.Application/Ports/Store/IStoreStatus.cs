namespace Allmine.Application.Ports.Store;

/// <summary>Whether the store can serve right now.</summary>
public interface IStoreStatus
{
    /// <summary>Asks the store for a sign of life, and waits for it for a short time only.</summary>
    Task<StoreReadiness> CheckAsync(CancellationToken cancellationToken);
}
