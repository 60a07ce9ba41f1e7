using Allmine.Application.Ports.Files;

namespace Allmine.Application.Tests.Fakes;

/// <summary>The bytes of files, kept in memory.</summary>
internal sealed class InMemoryMedia : IMediaStore
{
    private readonly Dictionary<string, byte[]> contents = [];

    public IReadOnlyCollection<string> Keys => contents.Keys;

    /// <summary>What happens before something is removed: a test may make it fail.</summary>
    public Action<string> BeforeDelete { get; set; } = _ => { };

    public void Put(string key, byte[] bytes) => contents.Add(key, bytes);

    public async Task PutAsync(string key, string path, string name, CancellationToken cancellationToken) =>
        contents.Add(key, await File.ReadAllBytesAsync(path, cancellationToken));

    public Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(contents.TryGetValue(key, out var bytes) ? new StoredMedia(new MemoryStream(bytes, writable: false), null) : null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        BeforeDelete(key);
        contents.Remove(key);
        return Task.CompletedTask;
    }
}
