using System.Runtime.CompilerServices;
using Allmine.Application.Abstractions;
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

    /// <summary>Every notice, from <see cref="NoticeKind.Opened"/> on.</summary>
    /// <exception cref="OperationCanceledException">The reader has had enough.</exception>
    public async IAsyncEnumerable<EventNotice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new EventNotice(NoticeKind.Opened, position);
        if (IsReset)
            yield return new EventNotice(NoticeKind.Reset, position);
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

    /// <summary>Reads the store until memory reaches.</summary>
    private async IAsyncEnumerable<EventNotice> CatchUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = hub.CatchingUp.WaitAsync(cancellationToken);
        try
        {
            while (await WithinHeartbeatAsync(AsTrue(turn), cancellationToken) is null)
                yield return Heartbeat(position);
            await foreach (var notice in ReadStoreAsync(cancellationToken))
                yield return notice;
        }
        finally
        {
            GiveBack(turn);
        }
    }

    private async IAsyncEnumerable<EventNotice> ReadStoreAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = feed.ReadAsync(position, ending.Token).GetAsyncEnumerator(ending.Token);
        Task<FeedStep>? step = null;
        try
        {
            var saidAt = time.GetTimestamp();
            while (hub.IsReading)
            {
                step ??= NextAsync(items);
                if (await WithinHeartbeatAsync(step, cancellationToken) is { } next)
                {
                    step = null;
                    if (next is FeedStep.Ended)
                        yield break;
                    if (next is FeedStep.Lost)
                    {
                        // Nothing is left to catch up with.
                        position = hub.PositionNow();
                        yield return new EventNotice(NoticeKind.Reset, position);
                        yield break;
                    }

                    if (Concerns(items.Current))
                    {
                        saidAt = time.GetTimestamp();
                        yield return Happened(items.Current);
                    }

                    position = items.Current.Position;
                    if (hub.Holds(position))
                        yield break;
                }

                if (time.GetElapsedTime(saidAt) < options.Heartbeat)
                    continue;
                saidAt = time.GetTimestamp();
                yield return Heartbeat(position);
            }
        }
        finally
        {
            // An iterator in the midst of a step can't be disposed of.
            await ending.CancelAsync();
            if (step is not null)
                await ((Task)step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await items.DisposeAsync();
        }
    }

    private static async Task<FeedStep> NextAsync(IAsyncEnumerator<FeedItem> items)
    {
        try
        {
            return await items.MoveNextAsync() ? FeedStep.Taken : FeedStep.Ended;
        }
        catch (PositionLostException)
        {
            return FeedStep.Lost;
        }
        catch (StoreUnavailableException)
        {
            return FeedStep.Ended;
        }
    }

    private bool Concerns(FeedItem item) => item.Event is { } happened && happened.Recipients.Contains(listener.User);

    private EventNotice Happened(FeedItem item)
    {
        position = item.Position;
        return new EventNotice(NoticeKind.Happened, item.Position, item.Event);
    }

    private EventNotice Heartbeat(string reached)
    {
        position = reached;
        return new EventNotice(NoticeKind.Heartbeat, reached);
    }

    private static async Task<bool> AsTrue(Task task)
    {
        await task;
        return true;
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

    private void GiveBack(Task turn) => turn.ContinueWith(
        _ => hub.CatchingUp.Release(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    private enum FeedStep
    {
        Taken,
        Ended,
        Lost,
    }
}
