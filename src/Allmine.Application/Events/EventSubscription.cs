using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Domain.Errors;

namespace Allmine.Application.Events;

/// <summary>
/// The events that concern one user, from a position on. It is read once. It ends when the user reads more slowly than events
/// come, or when the store can't be read any more: whoever goes on from the last position then misses nothing.
/// </summary>
public sealed class EventSubscription : IDisposable
{
    private readonly EventHub hub;
    private readonly IEventFeed feed;
    private readonly TimeProvider time;
    private readonly EventOptions options;
    private readonly EventListener listener;
    private string position;
    private bool isDisposed;

    internal EventSubscription(EventHub hub, IEventFeed feed, TimeProvider time, EventOptions options, EventListener listener, string position)
    {
        this.hub = hub;
        this.feed = feed;
        this.time = time;
        this.options = options;
        this.listener = listener;
        this.position = position;
    }

    /// <summary>Whether it goes on from an earlier position, and has joined nobody yet.</summary>
    internal bool GoesOn { get; init; }

    /// <summary>Whether the position named was none.</summary>
    internal bool IsReset { get; init; }

    /// <summary>Every notice, from <see cref="StreamItemKind.Opened"/> on.</summary>
    /// <exception cref="OperationCanceledException">The reader has had enough.</exception>
    public async IAsyncEnumerable<StreamItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new StreamItem(StreamItemKind.Opened, position);
        if (IsReset)
            yield return new StreamItem(StreamItemKind.Reset, position);
        var backlog = (From: 0L, To: 0L);
        if (GoesOn && !hub.TryJoin(listener, position, isKnown: false, out backlog))
        {
            await foreach (var notice in CatchUpAsync(cancellationToken))
                yield return notice;
            if (!hub.TryJoin(listener, position, isKnown: true, out backlog))
                yield break;
        }

        for (var number = backlog.From; number < backlog.To; number++)
        {
            if (hub.Find(number) is not { } item)
                yield break;
            if (Concerns(item))
                yield return Happened(item);
        }

        // One wait for what comes, also over heartbeats: a queue takes one at a time.
        Task<bool>? more = null;
        while (true)
        {
            while (listener.Waiting.TryRead(out var number))
            {
                if (hub.Find(number) is not { } item)
                    yield break;
                yield return Happened(item);
            }

            more ??= listener.Waiting.WaitToReadAsync(cancellationToken).AsTask();
            if (await WithinHeartbeatAsync(more, cancellationToken) is { } isMore)
            {
                if (!isMore)
                    yield break;
                more = null;
            }
            else if (hub.PositionOf(listener) is { } reached)
            {
                yield return Heartbeat(reached);
            }
        }
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        hub.Leave(listener);
    }

    /// <summary>Reads the store until memory reaches, part by part: no listener's speed keeps another one from its turn.</summary>
    private async IAsyncEnumerable<StreamItem> CatchUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var reading = ReadPartAsync(cancellationToken);
            while (await WithinHeartbeatAsync(reading, cancellationToken) is null)
                yield return Heartbeat(position);
            var part = await reading;
            foreach (var item in part.Items)
                yield return Happened(item);
            switch (part.End)
            {
                case PartEnd.Lost:
                    // Nothing is left to catch up with.
                    position = hub.PositionNow();
                    yield return new StreamItem(StreamItemKind.Reset, position);
                    yield break;
                case PartEnd.More when part.Items.Count == 0:
                    yield return Heartbeat(part.Reached);
                    break;
                default:
                    position = part.Reached;
                    break;
            }

            if (part.End != PartEnd.More)
                yield break;
        }
    }

    private async Task<Part> ReadPartAsync(CancellationToken cancellationToken)
    {
        await hub.CatchingUp.WaitAsync(cancellationToken);
        var (items, reached, weight) = (new List<FeedItem>(), position, 0);
        try
        {
            using var turn = new CancellationTokenSource(options.Heartbeat, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, cancellationToken);
            await foreach (var item in feed.ReadAsync(position, either.Token))
            {
                reached = item.Position;
                if (Concerns(item))
                {
                    items.Add(item);
                    weight += item.Event!.Weight;
                }

                if (!hub.IsReading || hub.Holds(reached))
                    return new Part(items, reached, PartEnd.Final);
                if (items.Count >= options.MaxPart || weight >= options.MaxPartWeight)
                    return new Part(items, reached, PartEnd.More);
            }

            return new Part(items, reached, PartEnd.Final);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Part(items, reached, PartEnd.More);
        }
        catch (PositionLostException)
        {
            // Found again, and told, after what there is.
            return new Part(items, reached, items.Count == 0 ? PartEnd.Lost : PartEnd.More);
        }
        catch (StoreUnavailableException)
        {
            return new Part(items, reached, PartEnd.Final);
        }
        finally
        {
            hub.CatchingUp.Release();
        }
    }

    private bool Concerns(FeedItem item) => item.Event is { } happened && happened.Recipients.Contains(listener.User);

    private StreamItem Happened(FeedItem item)
    {
        position = item.Position;
        return new StreamItem(StreamItemKind.Happened, item.Position, item.Event);
    }

    private StreamItem Heartbeat(string reached)
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
            return await task.WaitAsync(options.Heartbeat, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private enum PartEnd
    {
        /// <summary>There may be more in the store.</summary>
        More,

        /// <summary>The rest is in memory, or there is nothing more to be had.</summary>
        Final,

        /// <summary>The store can't go on from the position.</summary>
        Lost,
    }

    private readonly record struct Part(IReadOnlyList<FeedItem> Items, string Reached, PartEnd End);
}
