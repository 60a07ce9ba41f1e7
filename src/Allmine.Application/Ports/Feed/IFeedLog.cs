using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Feed;

/// <summary>
/// The events of the service as they are kept, for days, after the store's own feed (<see cref="IEventFeed"/>) has told of them. One node at a time writes
/// it: what was decided in an earlier epoch, or on an earlier state, is not written. Every method may throw <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IFeedLog
{
    Task<FeedState> ReadStateAsync(CancellationToken cancellationToken);

    /// <summary>Raises the epoch, so that nothing of an earlier one is written any more. A lower one than there is changes nothing.</summary>
    /// <returns>The state from then on.</returns>
    Task<FeedState> TakeOverAsync(long epoch, CancellationToken cancellationToken);

    /// <summary>Writes events, all or none, if the epoch and the last number are those of the state.</summary>
    /// <returns>Whether they are; if not, nothing is written.</returns>
    Task<bool> AppendAsync(FeedAppend append, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that events are missing: the store has forgotten some before they were recorded. One number is passed over for them, in every partition, and all events up to it are gone from then on, so
    /// that also whoever has had everything so far finds that something is missing. The recording goes on at <paramref name="source"/>.
    /// </summary>
    /// <returns>Whether the epoch is that of the state; if not, nothing changes.</returns>
    Task<bool> BreakAsync(long epoch, EventPosition source, CancellationToken cancellationToken);

    /// <summary>Events above the floor, by number, oldest first.</summary>
    /// <param name="after">They have higher numbers.</param>
    /// <param name="upTo">They have this number at most.</param>
    /// <param name="types">They are of these types.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FeedEntry>> ReadAsync(long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken);

    /// <summary>The same from the newest to the oldest: those below <paramref name="before"/>, and above the floor and <paramref name="downTo"/>.</summary>
    Task<IReadOnlyList<FeedEntry>> ReadBackAsync(long before, long downTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken);

    /// <summary>The same as <see cref="ReadAsync"/>, of one partition.</summary>
    Task<IReadOnlyList<FeedEntry>> ReadPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken);

    /// <summary>The same, of one lane.</summary>
    Task<IReadOnlyList<FeedEntry>> ReadLaneAsync(Id<FeedLane> lane, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken);

    /// <summary>How many events of a partition there are, counted up to a limit.</summary>
    Task<int> CountPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken);

    /// <summary>The last change of each of the chats that have any, whether its time is over or not (<see cref="TrimAsync"/>).</summary>
    /// <param name="chats">At most 500 lanes, which are chats.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FeedEntry>> ReadLastChangesAsync(IReadOnlyCollection<Id<FeedLane>> chats, CancellationToken cancellationToken);

    /// <summary>The chat's last change with a number up to <paramref name="upTo"/>; null if there was none.</summary>
    /// <param name="chat">A lane, which is a chat.</param>
    /// <param name="upTo">The floor or a higher number, or a boundary of all that was removed since (<see cref="TrimAsync"/>). Of another one an earlier change may be found, or none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<FeedEntry?> FindLastChangeAsync(Id<FeedLane> chat, long upTo, CancellationToken cancellationToken);

    /// <summary>Events of a message that are not erased, oldest first.</summary>
    Task<IReadOnlyList<FeedEntry>> ReadOfMessageAsync(Id<Message> message, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest events: the floor rises first. The last change of each chat stays, without its data, and is found by <see cref="ReadLastChangesAsync"/> and
    /// <see cref="FindLastChangeAsync"/> alone, until a later change of that chat is removed in its turn. So does the last one up to each boundary, as long as it is one.
    /// </summary>
    /// <param name="epoch">Of the recording; with another one nothing happens.</param>
    /// <param name="before">Events are removed that were recorded before this time.</param>
    /// <param name="limit">At most so many, the oldest first.</param>
    /// <param name="boundaries">Numbers up to which somebody will ask for the last change of a chat. New ones are above the floor.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>By how many events the floor has risen.</returns>
    Task<long> TrimAsync(long epoch, DateTime before, int limit, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken);
}
