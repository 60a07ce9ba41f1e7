using System.Runtime.CompilerServices;
using Allmine.Application.Events.CatchUp;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Events;

/// <summary>
/// The events that concern one user, from a position on. It is read once. It ends when the user reads more slowly than events
/// come, or when the store can't be read any more: whoever goes on from the last position then misses nothing.
/// </summary>
public sealed class EventSubscription : IDisposable
{
    private readonly ILiveEvents live;
    private readonly CatchUpReader catchUp;
    private readonly PositionSeal seal;
    private readonly TimeProvider time;
    private readonly TimeSpan heartbeat;
    private EventPosition position;

    internal EventSubscription(ILiveEvents live, CatchUpReader catchUp, PositionSeal seal, TimeProvider time, TimeSpan heartbeat, EventPosition position)
    {
        this.live = live;
        this.catchUp = catchUp;
        this.seal = seal;
        this.time = time;
        this.heartbeat = heartbeat;
        this.position = position;
    }

    /// <summary>Who listens.</summary>
    public required Id<User> User { get; init; }

    /// <summary>Whether it goes on from an earlier position, and has joined nobody yet.</summary>
    internal bool IsResuming { get; init; }

    /// <summary>Whether the position named was none.</summary>
    internal bool IsReset { get; init; }

    /// <summary>A position as listeners see it: another text each time, which tells nothing.</summary>
    public string IdOf(EventPosition reached) => seal.Seal(reached);

    /// <summary>Every notice, from <see cref="StreamItemKind.Opened"/> on.</summary>
    /// <exception cref="OperationCanceledException">The reader has had enough.</exception>
    public async IAsyncEnumerable<StreamItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new StreamItem(StreamItemKind.Opened, position);
        if (IsReset)
            yield return new StreamItem(StreamItemKind.Reset, position);
        if (IsResuming && !live.TryJoin(position, isKnown: false))
        {
            await foreach (var notice in CatchUpAsync(cancellationToken))
                yield return notice;
            if (!live.TryJoin(position, isKnown: true))
                yield break;
        }

        // One wait for what comes, also over heartbeats: a queue takes one at a time.
        Task<bool>? more = null;
        while (true)
        {
            while (live.TryTake(out var item))
                yield return Happened(item);

            more ??= live.WaitAsync(cancellationToken);
            if (await IsDoneWithinHeartbeatAsync(more, cancellationToken))
            {
                if (!await more)
                    yield break;
                more = null;
            }
            else if (live.IdlePosition is { } reached)
            {
                yield return Heartbeat(reached);
            }
        }
    }

    public void Dispose() => live.Dispose();

    /// <summary>Reads the store until memory reaches, part by part.</summary>
    private async IAsyncEnumerable<StreamItem> CatchUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var reading = catchUp.ReadAsync(live.User, position, cancellationToken);
            while (!await IsDoneWithinHeartbeatAsync(reading, cancellationToken))
                yield return Heartbeat(position);
            var part = await reading;
            try
            {
                while (catchUp.TryTake(part, out var item))
                    yield return Happened(item);
                if (part.IsDropped)
                    yield break;
            }
            finally
            {
                catchUp.Drop(part);
            }

            if (part.End == CatchUpEnd.Lost)
            {
                // Nothing is left to catch up with.
                position = live.NodePosition;
                yield return new StreamItem(StreamItemKind.Reset, position);
                yield break;
            }

            if (part.End == CatchUpEnd.More && part.Count == 0)
                yield return Heartbeat(part.Reached);
            position = part.Reached;
            if (part.End != CatchUpEnd.More)
                yield break;
        }
    }

    private StreamItem Happened(FeedItem item)
    {
        position = item.Position;
        return new StreamItem(StreamItemKind.Happened, item.Position, item.Event);
    }

    private StreamItem Heartbeat(EventPosition reached)
    {
        position = reached;
        return new StreamItem(StreamItemKind.Heartbeat, reached);
    }

    /// <summary>Whether a task is done before listeners have been left without a sign for too long.</summary>
    private async Task<bool> IsDoneWithinHeartbeatAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
