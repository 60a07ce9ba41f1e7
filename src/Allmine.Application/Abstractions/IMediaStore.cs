namespace Allmine.Application.Abstractions;

/// <summary>Keeps the bytes of files and thumbnails under unguessable keys. What is stored under a key never changes.</summary>
public interface IMediaStore
{
    /// <summary>Stores the bytes: once it returns, all of them are durable; if it throws, none can be read.</summary>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>The stored bytes as a seekable stream, which the caller disposes; null if there are none under the key.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);
}
