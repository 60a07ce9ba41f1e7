using Allmine.Application.Events;
using Allmine.Application.Leases;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Feed;

/// <summary>Those who listen to the feed at this node.</summary>
internal sealed class FeedFollowers(FeedReader reader, FeedPositions positions, IFeedLog log, FeedHead head, TimeProvider time, EventOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Id<User>, int> streams = [];
    private readonly Pulse replaced = new();

    /// <summary>Ends all streams: the store is another one, and where they are means nothing in it.</summary>
    public void Forget() => replaced.Beat();

    /// <param name="service">Who listens.</param>
    /// <param name="after">A position to go on after, as the caller names it; null for now.</param>
    /// <param name="types">What to tell of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusedException"><c>rate.limited</c>: the service listens too often at this node already.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<FeedSubscription> FollowAsync(Id<User> service, string? after, IReadOnlyCollection<FeedType> types, CancellationToken cancellationToken)
    {
        // Asked for before anything is read: a store that is replaced meanwhile ends the stream.
        var next = replaced.Next;
        await positions.PrepareAsync(cancellationToken);
        var state = await log.ReadStateAsync(cancellationToken);
        Enter(service);
        var place = after is null ? state.Last : reader.PlaceOf(after, state);
        return new FeedSubscription(reader, positions, head, time, options.Heartbeat, types, place ?? state.Floor, next, () => Leave(service)) { IsReset = place is null };
    }

    private void Enter(Id<User> service)
    {
        lock (gate)
        {
            var count = streams.GetValueOrDefault(service);
            if (count >= options.MaxListenersOfUser)
                throw new RefusedException(ErrorCode.RateLimited);
            streams[service] = count + 1;
        }
    }

    private void Leave(Id<User> service)
    {
        lock (gate)
        {
            if (--streams[service] == 0)
                streams.Remove(service);
        }
    }
}
