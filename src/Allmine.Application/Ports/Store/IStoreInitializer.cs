namespace Allmine.Application.Ports.Store;

/// <summary>Makes the store ready to serve. The service calls it once, before its first request.</summary>
public interface IStoreInitializer
{
    /// <summary>
    /// Opens the store, creating it or bringing it up to date if need be. Throws an exception whose message tells the
    /// operator what is wrong with the set-up; the service then doesn't start.
    /// </summary>
    Task InitializeAsync(CancellationToken cancellationToken);
}
