using Allmine.Application.Abstractions;

namespace Allmine.Application.Tests.Fakes;

/// <summary>The bytes of files, kept in memory.</summary>
internal sealed class InMemoryMedia : IMediaStore
{
    private readonly Dictionary<string, byte[]> contents = [];

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        contents[key] = copy.ToArray();
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(contents.TryGetValue(key, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
}
