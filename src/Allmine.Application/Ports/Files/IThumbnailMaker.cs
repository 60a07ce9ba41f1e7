using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Ports.Files;

/// <summary>Makes thumbnails of films that are stored already.</summary>
public interface IThumbnailMaker
{
    /// <summary>Makes it, with more time than an upload waits, and stores it under the key: durable when it returns. What is there under the key already is it.</summary>
    /// <param name="film">What is known of the film.</param>
    /// <param name="key">Of the thumbnail.</param>
    /// <param name="cancellationToken">Ends it; the program that reads the film at once.</param>
    /// <exception cref="StoreUnavailableException">The film could not be read, or the thumbnail not be stored.</exception>
    Task<ThumbnailOutcome> MakeAsync(MediaContent film, string key, CancellationToken cancellationToken);
}
