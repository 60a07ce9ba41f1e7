using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Files;

/// <summary>
/// Keeps the bytes of files and thumbnails under unguessable keys. What is stored under a key never changes: a key is
/// written once, and a second file for it is refused.
/// </summary>
/// <exception cref="StoreUnavailableException">From any method, and from reading a stream: the store did not answer, or is full.</exception>
public interface IMediaStore
{
    /// <summary>
    /// Takes a local file into the store: once it returns, all of its bytes are durable; if it throws, none can be read.
    /// The file at <paramref name="path"/> belongs to the store from then on, and may be gone either way.
    /// </summary>
    /// <param name="key">A new one.</param>
    /// <param name="path">Of the local file.</param>
    /// <param name="name">To be kept with it, as people see it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The key is not of the form of keys.</exception>
    Task PutAsync(string key, string path, string name, CancellationToken cancellationToken);

    /// <summary>What is stored under the key, whose stream the caller disposes; null if there is nothing.</summary>
    Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes what is stored under the key, its name too: gone when it returns, also if there was nothing.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
