using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Files;

/// <summary>An upload that has arrived and is not stored yet. Disposing of it deletes its temporary files.</summary>
public interface IReceivedFile : IAsyncDisposable
{
    /// <summary>SHA-256 of the bytes as they came, 64 hexadecimal digits.</summary>
    string Digest { get; }

    /// <summary>Measures it and makes what is to be stored of it. Its keys are new ones.</summary>
    /// <param name="owner">Whose file it is: one user's are looked into one after the other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RefusedException">
    /// <c>media.unreadable</c>, <c>media.too_large</c> or <c>media.content_mismatch</c>; <c>service.busy</c> if too many wait.
    /// </exception>
    Task<MediaContent> InspectAsync(Id<User> owner, CancellationToken cancellationToken);

    /// <summary>
    /// Known once <see cref="InspectAsync"/> is done: a new key for a thumbnail that there was no time for, and that may come about with more; null if there is a
    /// thumbnail or can be none.
    /// </summary>
    string? LaterThumbnailKey { get; }

    /// <summary>Stores the bytes under the keys that <see cref="InspectAsync"/> has given: durable when it returns.</summary>
    /// <exception cref="StoreUnavailableException">They could not be stored.</exception>
    Task StoreAsync(CancellationToken cancellationToken);
}
