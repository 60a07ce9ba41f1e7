using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;

namespace Allmine.Api.Tests.Media;

/// <summary>A media store that can be made to fail, before it has taken a file or after.</summary>
internal sealed class FailingMediaStore(IMediaStore store) : IMediaStore
{
    public enum Fault
    {
        None,

        /// <summary>Nothing is stored.</summary>
        Before,

        /// <summary>The bytes are there, and nobody is told; nor can they be removed.</summary>
        After,
    }

    public Fault Now { get; set; }

    /// <summary>Whether files are taken before the fault sets in; so the picture is there, and its thumbnail is not.</summary>
    public int Spared { get; set; }

    public async Task PutAsync(string key, string path, string name, CancellationToken cancellationToken)
    {
        var fails = Spared == 0;
        Spared = Math.Max(0, Spared - 1);
        if (fails && Now == Fault.Before)
            throw new StoreUnavailableException();
        await store.PutAsync(key, path, name, cancellationToken);
        if (fails && Now == Fault.After)
            throw new StoreUnavailableException();
    }

    public Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken) => store.OpenAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Now == Fault.None ? store.DeleteAsync(key, cancellationToken) : throw new StoreUnavailableException();
}
