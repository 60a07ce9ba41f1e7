using Allmine.Application.Leases;
using Allmine.Application.Ports;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Feed;

/// <summary>What a node does beside its callers for the feed: it keeps its leases, records, and delivers. Sends wait for none of it.</summary>
public sealed partial class FeedWork
{
    private static readonly TimeSpan GaugeInterval = TimeSpan.FromSeconds(10);

    private readonly LeaseKeeper leases;
    private readonly FeedRecorder recorder;
    private readonly WebhookDispatcher dispatcher;
    private readonly WebhookBook book;
    private readonly WebhookBacklogs backlogs;
    private readonly WebhookGauge gauge;
    private readonly TimeProvider time;
    private readonly ILogger<FeedWork> logger;
    private readonly FeedHead head;
    private readonly FeedPositions positions;
    private readonly FeedFollowers followers;
    private readonly Lock turn = new();
    private TaskCompletionSource resumed = Completed();
    private CancellationTokenSource? stop;
    private Task running = Task.CompletedTask;

    internal FeedWork(
        LeaseKeeper leases, FeedRecorder recorder, WebhookDispatcher dispatcher, WebhookBook book, WebhookBacklogs backlogs, WebhookGauge gauge, FeedHead head, FeedPositions positions, FeedFollowers followers, TimeProvider time, ILogger<FeedWork> logger)
    {
        (this.leases, this.recorder, this.dispatcher, this.book, this.backlogs, this.gauge) = (leases, recorder, dispatcher, book, backlogs, gauge);
        (this.head, this.positions, this.followers, this.time, this.logger) = (head, positions, followers, time, logger);
    }

    /// <summary>Until the node ends. Whatever fails is tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (stopping, ended) = Begin(cancellationToken);
            try
            {
                await WorkAsync(stopping.Token);
            }
            finally
            {
                stopping.Dispose();
                ended.SetResult();
            }

            await resumed.Task.WaitAsync(cancellationToken);
            ForgetOwn();
        }
    }

    /// <summary>Stops all work with the store, which is about to be replaced, and ends the streams.</summary>
    internal async Task PauseAsync()
    {
        followers.Forget();
        Task before;
        lock (turn)
        {
            if (resumed.Task.IsCompleted)
                resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            before = running;
            if (!before.IsCompleted)
                stop?.Cancel();
        }

        await before;
    }

    /// <summary>Goes on with the store that is there now. What was known or is being read of the one before is forgotten, before any caller comes in.</summary>
    internal void Resume()
    {
        head.Forget();
        positions.Forget();
        book.Forget();
        followers.Forget();
        resumed.TrySetResult();
    }

    /// <summary>What the work itself knew. It may have ended later than it was to.</summary>
    private void ForgetOwn()
    {
        leases.Forget();
        head.Forget();
        dispatcher.Forget();
        gauge.Set([]);
    }

    private (CancellationTokenSource Stopping, TaskCompletionSource Ended) Begin(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (turn)
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            running = ended.Task;
            if (!resumed.Task.IsCompleted)
                stop.Cancel();
            return (stop, ended);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                RepeatAsync(leases.StepAsync, () => Task.Delay(LeaseKeeper.Interval, time, cancellationToken), cancellationToken),
                RepeatAsync(RecordAsync, () => time.WaitAsync(WebhookDispatcher.Interval, cancellationToken, leases.NextChange), cancellationToken),
                RepeatAsync(dispatcher.StepAsync, () => time.WaitAsync(WebhookDispatcher.Interval, cancellationToken, leases.NextChange, book.NextChange), cancellationToken),
                RepeatAsync(MeasureAsync, () => Task.Delay(GaugeInterval, time, cancellationToken), cancellationToken));
        }
        finally
        {
            await dispatcher.EndAsync();
            await EndLeasesAsync();
        }
    }

    /// <summary>A store that is away finds out by itself that this node gives no sign of life any more.</summary>
    private async Task EndLeasesAsync()
    {
        try
        {
            await leases.EndAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            StoreAway(logger, exception);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        if (leases.Find(LeaseSlots.Recording) is { } lease)
            await recorder.RecordAsync(lease, cancellationToken);
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var measured = new List<WebhookBacklog>();
        foreach (var webhook in dispatcher.Registry.Webhooks)
        {
            if (await backlogs.FindAsync(webhook, cancellationToken) is { } backlog)
                measured.Add(backlog);
        }

        gauge.Set(measured);
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> work, Func<Task> pause, CancellationToken cancellationToken)
    {
        var isAway = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            // Asked for before the work: what changes meanwhile is seen.
            var next = pause();
            try
            {
                await work(cancellationToken);
                isAway = false;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            catch (StoreUnavailableException exception)
            {
                if (!isAway)
                    StoreAway(logger, exception);
                isAway = true;
            }
            catch (Exception exception)
            {
                WorkFailed(logger, exception);
            }

            try
            {
                await next;
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away; the feed is recorded and webhooks are delivered later")]
    private static partial void StoreAway(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The work for the feed and webhooks failed; it is tried again")]
    private static partial void WorkFailed(ILogger logger, Exception exception);
}
