using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// All that a subscription knows of its node: the events that concern its user, in their order, from where it joins. To dispose of it
/// is to leave. One reader uses it.
/// </summary>
internal interface ILiveEvents : IDisposable
{
    /// <summary>Who listens.</summary>
    Id<User> User { get; }

    /// <summary>How far the node has come.</summary>
    EventPosition NodePosition { get; }

    /// <summary>How far the listener has come, if no event waits; null if one does.</summary>
    EventPosition? IdlePosition { get; }

    /// <summary>Joins a listener who has everything up to a position, if memory reaches back to it: what came after it waits then.</summary>
    /// <param name="position">How far the listener has come.</param>
    /// <param name="isKnown">Whether the store has given it. One that a caller names may be ahead of this node, or made up; the store knows.</param>
    bool TryJoin(EventPosition position, bool isKnown);

    /// <summary>The next event, if one waits.</summary>
    bool TryTake(out FeedItem item);

    /// <summary>Waits for an event; there may be one wait at a time.</summary>
    /// <returns>False if there are no more: the listener has been cut off.</returns>
    Task<bool> WaitAsync(CancellationToken cancellationToken);
}
