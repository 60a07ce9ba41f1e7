using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Ports.Files;

/// <summary>
/// What deleted messages leave behind, and photos of chats that were replaced. <see cref="ICommitStore"/> enters each of them with it, in the very commit, which takes the words away
/// itself. Any number of nodes may work on it at once; whatever was begun can be done again.
/// </summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer. It may be done or not.</exception>
public interface IErasureBacklog
{
    /// <summary>Takes up what has been due for longest. Nobody else is given it before <paramref name="until"/>.</summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    /// <param name="until">Likewise; it is due then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if nothing is due.</returns>
    Task<Erasure?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken);

    /// <summary>Takes away who has reacted to the message, and how, from what is kept of its changes. What they were, and their numbers, stays.</summary>
    Task TakeReactionsAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Whether a message carries the file, in whichever chat, or a chat has it as its photo.</summary>
    Task<bool> IsCarriedAsync(string mediaKey, CancellationToken cancellationToken);

    /// <summary>Makes a bound file released (<see cref="FileState.Released"/>): nobody can name it from now on. The erasure is due again then.</summary>
    /// <param name="erasure">As it was claimed.</param>
    /// <param name="due">UTC, whole milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ReleaseAsync(Erasure erasure, DateTime due, CancellationToken cancellationToken);

    /// <summary>A message carries the file after all: it is bound again, and the erasure is done.</summary>
    Task KeepAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Makes a released file abandoned, so that the sweep removes it; the erasure is done. Without a file, it is just done.</summary>
    Task EndAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>Overwrites what the store's own files still hold of what was taken away before this call.</summary>
    /// <returns>False if that was not possible yet, since somebody reads the store as of an earlier moment: it is to be called again.</returns>
    Task<bool> ScrubAsync(CancellationToken cancellationToken);
}
