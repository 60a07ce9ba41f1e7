using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Files;

/// <summary>
/// The films that still need their thumbnail. Into their messages it comes by rounds, as every change of a message does. Any number of nodes may
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
    /// <returns>False if the file is not there any more, or no message carries it: then nobody asks for the thumbnail.</returns>
    Task<bool> GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken);

    /// <summary>Messages that carry the file and show no thumbnail, whichever chat they are in; in any order. One that can't be read is left out.</summary>
    /// <param name="film">As it was claimed.</param>
    /// <param name="limit">The most messages to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Message>> LackingAsync(UploadedFile film, int limit, CancellationToken cancellationToken);

    /// <summary>What was claimed could not be begun, or not be finished for a reason that is not the film's: the try does not count. It is due when the claim ends.</summary>
    /// <param name="film">As it was claimed; if somebody else has taken it up since, nothing changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken);

    /// <summary>There is nothing left to do: it is due no more. Its key stays known.</summary>
    /// <param name="film">As it was claimed; if somebody else has taken it up since, nothing changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task EndAsync(UploadedFile film, CancellationToken cancellationToken);
}
