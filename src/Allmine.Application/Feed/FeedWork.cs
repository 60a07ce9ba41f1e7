using Allmine.Application.Leases;
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

    internal FeedWork(
        LeaseKeeper leases, FeedRecorder recorder, WebhookDispatcher dispatcher, WebhookBook book, WebhookBacklogs backlogs, WebhookGauge gauge, TimeProvider time, ILogger<FeedWork> logger) =>
        (this.leases, this.recorder, this.dispatcher, this.book, this.backlogs, this.gauge, this.time, this.logger) = (leases, recorder, dispatcher, book, backlogs, gauge, time, logger);

    /// <summary>Until the node ends. Whatever fails is tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                RepeatAsync(leases.StepAsync, () => Task.Delay(LeaseKeeper.Interval, time, cancellationToken), cancellationToken),
                RepeatAsync(RecordAsync, () => SoonAsync(leases.NextChange, cancellationToken), cancellationToken),
                RepeatAsync(dispatcher.StepAsync, () => SoonAsync(Task.WhenAny(leases.NextChange, book.NextChange), cancellationToken), cancellationToken),
                RepeatAsync(MeasureAsync, () => Task.Delay(GaugeInterval, time, cancellationToken), cancellationToken));
        }
        finally
        {
            await dispatcher.EndAsync();
            await leases.EndAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until something has changed, or for an interval.</summary>
    private async Task SoonAsync(Task change, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(change, Task.Delay(WebhookDispatcher.Interval, time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
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
            measured.Add(await backlogs.ReadAsync(webhook, cancellationToken));
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
