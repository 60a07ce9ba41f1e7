using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events.CatchUp;

/// <summary>
/// What a listener who is behind gets from the store in one turn: it waits for its turn, is filled, and is then taken by the listener,
/// event by event.
/// </summary>
/// <param name="user">Whose events.</param>
/// <param name="from">Where the listener goes on.</param>
internal sealed class CatchUpPart(Id<User> user, EventPosition from)
{
    private readonly TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Id<User> User => user;

    public EventPosition From { get; } = from;

    /// <summary>Done once nothing more comes into it.</summary>
    public Task Filled => filled.Task;

    /// <summary>How far the store has been read for it.</summary>
    public EventPosition Reached { get; private set; } = from;

    /// <summary>Why it ends.</summary>
    public CatchUpEnd End { get; private set; }

    /// <summary>The events that were not taken yet. The shelf alone uses it, and what follows.</summary>
    public Queue<FeedItem> Items { get; } = [];

    /// <summary>How many events came into it.</summary>
    public int Count { get; set; }

    /// <summary>What they weigh, taken or not, in bytes.</summary>
    public long Weight { get; set; }

    /// <summary>Whether the rest was let go, since the listener took it too slowly.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Its place on the shelf; null if it has none.</summary>
    public LinkedListNode<CatchUpPart>? Place { get; set; }

    /// <summary>Nothing more comes into it. Only the first call counts.</summary>
    public void Complete(EventPosition reached, CatchUpEnd end)
    {
        if (filled.Task.IsCompleted)
            return;
        Reached = reached > From ? reached : From;
        End = end;
        filled.TrySetResult();
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Cancel(CancellationToken cancellationToken) => filled.TrySetCanceled(cancellationToken);

    /// <summary>It could not be filled.</summary>
    public void Fail(Exception exception) => filled.TrySetException(exception);
}
