namespace Allmine.Application.Abstractions;

/// <summary>Whether the store can serve right now.</summary>
public interface IStoreStatus
{
    /// <summary>Asks the store for a sign of life; false when it doesn't give one in time.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken);
}
