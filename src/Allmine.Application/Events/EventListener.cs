using System.Threading.Channels;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// One who listens at this node: the numbers of the events that wait. The events themselves are in the ring, once for all
/// listeners, so that one who is slow costs no more than the numbers.
/// </summary>
internal sealed class EventListener(Id<User> user, EventBoard board, int maxWaiting) : ILiveEvents
{
    private readonly Channel<long> waiting = Channel.CreateBounded<long>(new BoundedChannelOptions(maxWaiting) { SingleReader = true });
    private (long From, long To) backlog;
    private bool isBehind;
    private bool isDisposed;

    public Id<User> User => user;

    /// <summary>Where the listener has joined: only what comes after it is offered. The board alone uses it.</summary>
    public EventPosition JoinedAt { get; set; } = new(string.Empty);

    public EventPosition NodePosition => board.Position;

    public EventPosition? IdlePosition => board.IdlePositionOf(this);

    /// <summary>Whether no event waits.</summary>
    public bool IsIdle => !waiting.Reader.TryPeek(out _);

    public bool TryJoin(EventPosition position, bool isKnown) => board.TryJoin(this, position, isKnown, out backlog);

    public bool TryTake(out FeedItem item)
    {
        while (backlog.From < backlog.To)
        {
            if (!TryFind(backlog.From++, out item))
                return false;
            if (item.Concerns(user))
                return true;
        }

        item = default;
        return waiting.Reader.TryRead(out var number) && TryFind(number, out item);
    }

    public Task<bool> WaitAsync(CancellationToken cancellationToken) =>
        isBehind ? Task.FromResult(false) : waiting.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Lets an event wait for the listener.</summary>
    /// <returns>Whether there was room.</returns>
    public bool Offer(long number) => waiting.Writer.TryWrite(number);

    /// <summary>The listener gets what waits, and then the end.</summary>
    public void Cut() => waiting.Writer.TryComplete();

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        board.Leave(this);
    }

    /// <summary>What has left the ring can't be told any more, and nothing that comes after it.</summary>
    private bool TryFind(long number, out FeedItem item)
    {
        var found = isBehind ? null : board.Find(number);
        isBehind = found is null;
        item = found.GetValueOrDefault();
        return !isBehind;
    }
}
