using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Ports.Files;

/// <summary>An upload that has arrived and is not stored yet. Disposing of it deletes its temporary files.</summary>
public interface IReceivedFile : IAsyncDisposable
{
    /// <summary>SHA-256 of the bytes as they came, 64 hexadecimal digits.</summary>
    string Digest { get; }

    /// <summary>Measures it and makes what is to be stored of it. Its keys are new ones.</summary>
    /// <exception cref="RefusedException">
    /// <c>media.unreadable</c>, <c>media.too_large</c> or <c>media.content_mismatch</c>.
    /// </exception>
    Task<MediaContent> InspectAsync(CancellationToken cancellationToken);

    /// <summary>Stores the bytes under the keys that <see cref="InspectAsync"/> has given: durable when it returns.</summary>
    /// <exception cref="StoreUnavailableException">They could not be stored.</exception>
    Task StoreAsync(CancellationToken cancellationToken);
}
