using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Events;

/// <summary>
/// What the store's commits have changed, whichever node made them, in their order. In a chat, messages come in the order of
/// their numbers. A position means the same on every node, also after a restart.
/// </summary>
public interface IEventFeed
{
    /// <summary>Whether a text has the form of a position. The store is not asked.</summary>
    bool IsPosition(string text);

    /// <summary>
    /// Reads on from a position, without a gap and nothing twice, until the reader has enough. The first item has no event:
    /// the store has been reached, and its position is where the reading begins.
    /// </summary>
    /// <param name="after">Where to go on; null for now, which is before every commit that begins after the first item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PositionLostException">The store can't go on from there; also in the midst of reading.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer. Read on later, from the last position.</exception>
    IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, CancellationToken cancellationToken);
}
