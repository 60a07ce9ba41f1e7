using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;

namespace Allmine.Application.Events;

/// <summary>
/// The events that concern one user, from a position on. It is read once. It ends when the user reads more slowly than events
/// come, or when the store can't be read any more: whoever goes on from the last position then misses nothing.
/// </summary>
public sealed class EventSubscription : IDisposable
{
    private readonly ILiveEvents live;
    private readonly CatchUpReader catchUp;
    private readonly TimeProvider time;
    private readonly TimeSpan heartbeat;
    private EventPosition position;

    internal EventSubscription(ILiveEvents live, CatchUpReader catchUp, TimeProvider time, TimeSpan heartbeat, EventPosition position)
    {
        this.live = live;
        this.catchUp = catchUp;
        this.time = time;
        this.heartbeat = heartbeat;
        this.position = position;
    }

    /// <summary>Whether it goes on from an earlier position, and has joined nobody yet.</summary>
    internal bool IsResuming { get; init; }

    /// <summary>Whether the position named was none.</summary>
    internal bool IsReset { get; init; }

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
            if (await WithinHeartbeatAsync(more, cancellationToken) is { } isMore)
            {
                if (!isMore)
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
            var reading = catchUp.ReadAsync(live.User, position, live.CanJoinAt, cancellationToken);
            while (await WithinHeartbeatAsync(reading, cancellationToken) is null)
                yield return Heartbeat(position);
            var part = await reading;
            foreach (var item in part.Items)
                yield return Happened(item);
            switch (part.End)
            {
                case CatchUpEnd.Lost:
                    // Nothing is left to catch up with.
                    position = live.NodePosition;
                    yield return new StreamItem(StreamItemKind.Reset, position);
                    yield break;
                case CatchUpEnd.More when part.Items.Count == 0:
                    yield return Heartbeat(part.Reached);
                    break;
                default:
                    position = part.Reached;
                    break;
            }

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

    /// <summary>What a task gives; null if it takes longer than listeners are left without a sign.</summary>
    private async Task<T?> WithinHeartbeatAsync<T>(Task<T> task, CancellationToken cancellationToken)
        where T : struct
    {
        if (task.IsCompleted)
            return await task;
        try
        {
            return await task.WaitAsync(heartbeat, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
