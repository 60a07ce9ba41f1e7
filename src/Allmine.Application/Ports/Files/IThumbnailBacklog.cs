using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Ports.Files;

/// <summary>
/// The films that still need their thumbnail, and the way of a thumbnail into their messages: the one change of a message that is sent. Any number of nodes may
/// work on it at once.
/// </summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer. It may be done or not, and can be done again.</exception>
public interface IThumbnailBacklog
{
    /// <summary>
    /// Takes up what has been due for longest: a file that a message carries (<see cref="FileState.Bound"/>). It has one try more
    /// from then on, and nobody else is given it before <paramref name="until"/>.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    /// <param name="until">Likewise.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file as it is now; null if nothing is due. A file whose record can't be read is passed over.</returns>
    Task<UploadedFile?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken);

    /// <summary>Gives a file the thumbnail that is stored: whoever sends it from now on sends it with it. It is due once more then, with no tries.</summary>
    /// <param name="film">As it was claimed.</param>
    /// <param name="due">UTC, whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken);

    /// <summary>
    /// Shows the thumbnail in every message that carries the file and has none, whichever chat it is in. Each is told of by one event, however often and by
    /// however many nodes this is called.
    /// </summary>
    Task ShowAsync(UploadedFile film, CancellationToken cancellationToken);

    /// <summary>What was claimed could not be begun, or not be finished for a reason that is not the film's: the try does not count. It is due when the claim ends.</summary>
    /// <param name="film">As it was claimed; if somebody else has taken it up since, nothing changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken);

    /// <summary>There is nothing left to do: it is due no more. Its key stays known.</summary>
    /// <param name="film">As it was claimed; if somebody else has taken it up since, nothing changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task EndAsync(UploadedFile film, CancellationToken cancellationToken);
}
