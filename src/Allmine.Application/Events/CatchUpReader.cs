using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// Reads the store for those listeners of a node who are further behind than memory reaches: part by part, and for a few at once, so
/// that no listener's speed keeps another one from its turn.
/// </summary>
/// <param name="feed">The store's events.</param>
/// <param name="time">The clock of the turns.</param>
/// <param name="options">Bounds of a part.</param>
/// <param name="turns">How many may read at once.</param>
internal sealed class CatchUpReader(IEventFeed feed, TimeProvider time, EventOptions options, SemaphoreSlim turns)
{
    /// <summary>Reads one part: until a listener can join, or has enough for one turn.</summary>
    /// <param name="user">Whose events.</param>
    /// <param name="position">Where to go on.</param>
    /// <param name="canJoinAt">Whether the store need be read no further than a position.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<CatchUpPart> ReadAsync(Id<User> user, EventPosition position, Predicate<EventPosition> canJoinAt, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        var (items, reached, weight) = (new List<FeedItem>(), position, 0);
        try
        {
            using var turn = new CancellationTokenSource(options.Heartbeat, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, cancellationToken);
            await foreach (var item in feed.ReadAsync(position, either.Token))
            {
                reached = item.Position;
                if (item.Concerns(user))
                {
                    items.Add(item);
                    weight += item.Event!.Weight;
                }

                if (canJoinAt(reached))
                    return new CatchUpPart(items, reached, CatchUpEnd.Final);
                if (items.Count >= options.MaxPart || weight >= options.MaxPartWeight)
                    return new CatchUpPart(items, reached, CatchUpEnd.More);
            }

            return new CatchUpPart(items, reached, CatchUpEnd.Final);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CatchUpPart(items, reached, CatchUpEnd.More);
        }
        catch (PositionLostException)
        {
            // Found again, and told, after what there is.
            return new CatchUpPart(items, reached, items.Count == 0 ? CatchUpEnd.Lost : CatchUpEnd.More);
        }
        catch (StoreUnavailableException)
        {
            return new CatchUpPart(items, reached, CatchUpEnd.Final);
        }
        finally
        {
            turns.Release();
        }
    }
}
