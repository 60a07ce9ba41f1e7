using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>
/// Delivers one run of a webhook, in the partitions that this node has. One event of a lane is on its way at a time; lanes do not wait for each other, nor do webhooks.
/// </summary>
/// <remarks>
/// Everything goes one way, in one loop: what has come is read into lanes (<see cref="DeliveryFeed"/>), lanes are tried in their turn (<see cref="LaneSchedule"/>), what came of it is judged
/// (<see cref="DeliveryAttempts"/>) and written down (<see cref="DeliveryWriter"/>). Attempts and reads are under way beside the loop (<see cref="LaneWork"/>), and others send their word to it (<see cref="Mailbox"/>).
/// </remarks>
internal sealed class WebhookRunner
{
    /// <summary>So many attempts are on their way at once.</summary>
    internal const int MostInFlight = 64;

    /// <summary>So long the end of the node waits for attempts that are on their way, and then for the store.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(3);

    private readonly DeliveryTools tools;
    private readonly Mailbox mail = new();
    private readonly DeliveryShards shards = new();
    private readonly KnownWebhook known;
    private readonly LaneSchedule schedule;
    private readonly LaneWork work;
    private readonly DeliveryFeed feed;
    private readonly HurriedDeliveries hurried;
    private readonly DeliveryWriter writer;
    private readonly DeliveryAttempts attempts;
    private readonly OwedGapTelling owed;
    private readonly Dictionary<int, TaskCompletionSource> leaving = [];

    /// <summary>The gap of everything that has taken the place of all others here.</summary>
    private Id<FeedEntry>? forgivenBy;

    public WebhookRunner(Webhook webhook, WebhookRun run, DeliveryTools tools)
    {
        this.tools = tools;
        known = new KnownWebhook(webhook, run, tools, mail);
        schedule = new LaneSchedule(tools.Time);
        work = new LaneWork(known, shards, schedule, mail, tools);
        feed = new DeliveryFeed(known, shards, schedule, work, tools);
        hurried = new HurriedDeliveries(known, shards, schedule);
        writer = new DeliveryWriter(shards, schedule, mail, tools);
        attempts = new DeliveryAttempts(known, work, hurried, writer, tools);
        owed = new OwedGapTelling(known, shards, mail, tools);
    }

    /// <inheritdoc cref="DeliveryShards.Weight"/>
    internal long Weight => shards.Weight;

    /// <summary>Takes note of what the webhook is like now, if that is news.</summary>
    public void Update(WebhookRegistry read) => mail.Post(() => known.Take(read));

    /// <summary>Goes on with a partition that this node has from now on.</summary>
    public void Adopt(int partition, long epoch, StoredShard? stored) => mail.Post(() =>
    {
        if (!known.Run.Concerns(partition))
            return;
        var shard = DeliveryShard.Restore(new ShardKey(known.Webhook.Id, known.Run.Id, partition), epoch, stored, known.Run);
        shards.Put(shard);
        foreach (var lane in shard.Lanes)
            schedule.List(lane);
        forgivenBy = null;
    });

    /// <summary>Begins nothing more in a partition.</summary>
    /// <returns>Completed once nothing is on its way there, and what has come of it is written down as far as that may be.</returns>
    public Task LeaveAsync(int partition)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isHeard = mail.Post(() =>
        {
            if (shards.Find(partition) is not { } shard)
            {
                left.TrySetResult();
                return;
            }

            shard.IsLeaving = true;
            if (leaving.TryGetValue(partition, out var before))
                _ = left.Task.ContinueWith(_ => before.TrySetResult(), TaskScheduler.Default);
            leaving[partition] = left;
        });
        if (!isHeard)
            left.SetResult();
        return left.Task;
    }

    /// <summary>Until the run has ended, or the node does.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var further = tools.Head.Next;
            try
            {
                mail.See();
                await StepAsync(cancellationToken);
                await tools.Time.WaitAsync(Pause, cancellationToken, mail.Arrival, further);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                known.Report(exception);
                await Task.WhenAny(Task.Delay(DeliveryTools.PauseOfOutage, tools.Time, cancellationToken));
            }
        }

        await EndAsync();
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (known.IsChanging)
            return;
        if (known.Webhook.IsActive && tools.Head.Current is { } state)
        {
            if (known.Owed is { } gap)
            {
                Forgive(gap, state);
                owed.TellIfDue(gap);
            }
            else
            {
                await feed.FillAsync(state, cancellationToken);
            }

            hurried.See();
            if (known.MayGoOn)
                Start(cancellationToken);
        }

        if (known.IsChanging)
            return;
        await writer.WriteIfDueAsync(cancellationToken);
        hurried.See();
        await LeaveAsync(cancellationToken);
    }

    private void Start(CancellationToken cancellationToken)
    {
        while (HasRoom && schedule.TryTake(out var lane))
        {
            if (lane.Shard.IsLeaving || !shards.Have(lane))
                continue;
            if (tools.Leases.Find(lane.Shard.Partition)?.Epoch != lane.Shard.Epoch)
            {
                // Perhaps another node has it, or perhaps this one has only been slow.
                lane.Due = tools.Now + DeliveryTools.PauseOfOutage;
                lane.State = LaneState.Idle;
                schedule.List(lane);
            }
            else if (lane is { GivesUpNext: true, First: { } given })
            {
                attempts.SetAside(lane, given);
            }
            else if (lane is { Gap: { } gap, GivesUpNext: false })
            {
                attempts.Tell(lane, gap);
            }
            else if (lane.First is { } entry)
            {
                attempts.Send(lane, entry);
            }
            else
            {
                feed.Refill(lane, cancellationToken);
            }
        }
    }

    /// <summary>The receiver will be told that it has missed something anywhere: that is so of all that is gone, and of each gap.</summary>
    private void Forgive(OwedGap gap, FeedState state)
    {
        if (forgivenBy == gap.Id)
            return;
        forgivenBy = gap.Id;
        foreach (var shard in shards.All)
        {
            foreach (var lane in shard.ForgetGaps())
                schedule.Relist(lane);
            shard.Pass(state.Floor);
        }
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        foreach (var (partition, left) in leaving.ToList())
        {
            if (shards.Find(partition) is { InFlight: > 0 })
                continue;
            await writer.WriteAsync(cancellationToken);
            shards.Remove(partition);
            leaving.Remove(partition);
            left.TrySetResult();
        }
    }

    private bool HasRoom => work.InFlight < MostInFlight;

    /// <summary>How long nothing is to be done, unless something happens.</summary>
    private TimeSpan Pause
    {
        get
        {
            var pause = leaving.Count > 0 ? DeliveryWriter.Interval : writer.Pause;
            // Where nothing can be begun, something happens before that changes.
            var due = tools.Head.Current is null ? null : known.MayGoOn && HasRoom ? schedule.NextDue : owed.Due;
            return due is { } next && next - tools.Now < pause ? next - tools.Now : pause;
        }
    }

    /// <summary>What is on its way may still be taken: it is written down if it ends soon.</summary>
    private async Task EndAsync()
    {
        known.End();
        using var atMost = new CancellationTokenSource(LastWait, tools.Time);
        try
        {
            while (work.InFlight > 0 || known.IsChanging)
            {
                await mail.Arrival.WaitAsync(atMost.Token);
                mail.See();
            }
        }
        catch (OperationCanceledException)
        {
            // It is sent once more by whoever goes on.
        }

        using var lastWrite = new CancellationTokenSource(LastWait, tools.Time);
        try
        {
            // Nothing that follows from what was found out and could not be written down.
            if (!known.IsChanging)
                await writer.WriteAsync(lastWrite.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException)
        {
            // As above.
        }

        mail.Close();
        foreach (var left in leaving.Values)
            left.TrySetResult();
    }
}
