using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Events;

/// <summary>
/// What the store's commits have changed, whichever node made them, in their order. In a chat, messages come in the order of
/// their numbers. A position means the same on every node, also after a restart.
/// </summary>
public interface IEventFeed
{
    /// <summary>How many characters a position has at most, but for rare ones.</summary>
    int UsualLength { get; }

    /// <summary>Whether a text has the form of a position. The store is not asked.</summary>
    bool IsPosition(string text);

    /// <summary>
    /// Whether a position may be gone on from, as far as can be told without the store: one that is very old, or far ahead, may not. It
    /// costs nothing.
    /// </summary>
    /// <param name="position">A text of the form of a position, which a caller may have made up.</param>
    /// <param name="now">About the newest position that there is.</param>
    bool IsWithinReach(EventPosition position, EventPosition now);

    /// <summary>A position from which everything is told that the store still tells.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads on from a position, without a gap and nothing twice, until the reader has enough. The first item has no event:
    /// the store has been reached, and its position is where the reading begins.
    /// </summary>
    /// <param name="after">Where to go on; null for now, which is before every commit that begins after the first item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PositionLostException">The store can't go on from there; also in the midst of reading.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer. Read on later, from the last position.</exception>
    IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, CancellationToken cancellationToken);

    /// <summary>
    /// Reads on from about a position: everything after it comes, and some of what is at it or before it may come, too. Whether the store
    /// ever gave it is not looked into, so that one which was made up costs no more than another.
    /// </summary>
    /// <param name="position">About where to go on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PositionLostException">The store can't go on from there, or has not come there yet; also in the midst of reading.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer. Read on later, from the last position.</exception>
    IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken);
}
