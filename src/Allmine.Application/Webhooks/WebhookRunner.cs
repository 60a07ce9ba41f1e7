using System.Threading.Channels;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Webhooks;

/// <summary>
/// Delivers one run of a webhook, in the partitions that this node has. One event of a lane is on its way at a time; lanes do not wait for each other, nor do webhooks.
/// </summary>
/// <remarks>
/// Everything here happens in one loop, which others send their word to (<see cref="Post"/>); attempts and reads are under way beside it. What has come of them is written down soon after, so that whatever a
/// node dies over is sent once more, with the same <c>webhook-id</c>.
/// </remarks>
internal sealed partial class WebhookRunner
{
    /// <summary>So many attempts are on their way at once.</summary>
    internal const int MostInFlight = 64;

    /// <summary>So many events are looked at at once, in a partition.</summary>
    private const int ReadAtOnce = 100;

    /// <summary>So many partitions are read at once.</summary>
    private const int PartitionsAtOnce = 8;

    /// <summary>So much data of events that wait for their turn is kept in memory, in characters.</summary>
    internal const int MostWeight = 4 << 20;

    /// <summary>So long after a delivery it is written down at the latest.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>So long that events were passed over which the receiver does not hear need not be written down.</summary>
    private static readonly TimeSpan LazyFlushInterval = TimeSpan.FromSeconds(10);

    /// <summary>So long the end of the node waits for attempts that are on their way.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(3);

    /// <summary>What was recorded within so long is certainly still kept.</summary>
    private static readonly TimeSpan SafeFromRemoval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    private readonly DeliveryTools tools;
    private readonly Channel<Action> mail = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, DeliveryShard> shards = [];
    private readonly Dictionary<int, TaskCompletionSource> leaving = [];
    private readonly Queue<DeliveryLane> ready = [];

    /// <summary>Those of them whose events have just been read again: they come first, so that no more are read than are sent.</summary>
    private readonly Queue<DeliveryLane> refilled = [];

    private readonly PriorityQueue<DeliveryLane, DateTime> waiting = new();
    private readonly List<DeliveryRecord> records = [];
    private readonly HashSet<Id<RunKey>> hurried = [];
    private readonly GapTelling owed = new();
    private Webhook webhook;
    private WebhookRun run;

    /// <summary>Of the registry that the webhook was read from.</summary>
    private long revision;

    /// <summary>What has come while something of this node's was being written down.</summary>
    private WebhookRegistry? later;

    private int inFlight;

    /// <summary>How many changes of the webhook are being written down.</summary>
    private int changing;

    private volatile bool isEnded;
    private long weight;
    private long flushedAt;

    public WebhookRunner(Webhook webhook, WebhookRun run, DeliveryTools tools)
    {
        (this.webhook, this.run, this.tools) = (webhook, run, tools);
        flushedAt = tools.Time.GetTimestamp();
    }

    /// <summary>How much data of events that wait for their turn is in memory, in characters.</summary>
    internal long Weight => Volatile.Read(ref weight);

    private bool IsLive => run.UpTo is null;

    private DateTime Now => tools.Time.GetUtcMilliseconds();

    /// <summary>Takes note of what the webhook is like now, if that is news.</summary>
    public void Update(WebhookRegistry read) => Post(() => Take(read));

    private void Take(WebhookRegistry read)
    {
        if (read.Revision < revision)
            return;
        // What this node has found out and is still writing down is not in it.
        if (changing > 0)
        {
            later = later is { } other && other.Revision > read.Revision ? other : read;
            return;
        }

        if (read.Webhooks.FirstOrDefault(one => one.Id == webhook.Id) is not { } changed)
            return;
        revision = read.Revision;
        if (changed == webhook)
            return;
        if (changed.Runs.FirstOrDefault(one => one.Id == run.Id) is not { } mine)
        {
            // Another run has taken its place: nothing more of this one is sent.
            webhook = changed with { IsActive = false };
            return;
        }

        (webhook, run) = (changed, mine);
        Hurry();
        Forgive();
    }

    /// <summary>Goes on with a partition that this node has from now on.</summary>
    public void Adopt(int partition, long epoch, StoredShard? stored) => Post(() =>
    {
        if (!run.Concerns(partition))
            return;
        var shard = DeliveryShard.Restore(new ShardKey(webhook.Id, run.Id, partition), epoch, stored, run);
        shards[partition] = shard;
        foreach (var lane in shard.Lanes)
            List(lane);
        Hurry();
        Forgive();
    });

    /// <summary>Begins nothing more in a partition.</summary>
    /// <returns>Completed once nothing is on its way there, and what has come of it is written down as far as that may be.</returns>
    public Task LeaveAsync(int partition)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isHeard = Post(() =>
        {
            if (!shards.TryGetValue(partition, out var shard))
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
                while (mail.Reader.TryRead(out var word))
                    word();
                await StepAsync(cancellationToken);
                await WaitAsync(further, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                if (exception is not StoreUnavailableException)
                    Failed(tools.Logger, exception, webhook.Name);
                await Task.WhenAny(Task.Delay(PauseOfOutage, tools.Time, cancellationToken));
            }
        }

        isEnded = true;
        await EndAsync();
    }

    /// <summary>Whether anything may be begun. What an event's bodies are like is open while it is not decided where the types change.</summary>
    private bool IsSending => webhook is { IsActive: true, IsUndecided: false } && tools.Head.Current is not null && changing == 0 && !(IsLive && webhook.OwedGap is not null);

    private bool Post(Action word) => mail.Writer.TryWrite(word);

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (changing > 0)
            return;
        var state = tools.Head.Current;
        if (webhook.IsActive && state is not null)
        {
            if (IsLive && webhook.OwedGap is { } gap)
                TellOwed(gap);
            else
                await FillAsync(state, cancellationToken);
            if (IsSending)
                Start(cancellationToken);
        }

        await FlushIfDueAsync(cancellationToken);
        foreach (var (partition, left) in leaving.ToList())
        {
            if (shards.TryGetValue(partition, out var shard) && shard.InFlight > 0)
                continue;
            await FlushAsync(cancellationToken);
            Remove(partition);
            leaving.Remove(partition);
            left.TrySetResult();
        }
    }

    /// <summary>Looks at what has come to the partitions.</summary>
    private async Task FillAsync(FeedState state, CancellationToken cancellationToken)
    {
        var upTo = Math.Min(state.Last, run.UpTo ?? long.MaxValue);
        var behind = new List<DeliveryShard>();
        foreach (var shard in shards.Values)
        {
            if (shard.IsDone || shard.IsLeaving)
                continue;
            var isThere = shard.Position >= upTo || state.Heads.Count == 0 || state.Heads[shard.Partition] <= shard.Position;
            if (isThere)
                shard.LevelAt = tools.Time.GetTimestamp();
            if (isThere && run.UpTo is { } end && state.Last >= end)
            {
                shard.Pass(end);
                if (shard.Lanes.Count == 0)
                    shard.End();
            }
            else if (!isThere && shard.HasRoom && weight < MostWeight)
            {
                behind.Add(shard);
            }
        }

        if (behind.Count == 0)
            return;
        // By the types of before nothing is passed over that came after they changed.
        var registry = await tools.Book.ReadNowAsync();
        if (registry.Webhooks.All(one => one.Id != webhook.Id))
            return;
        Take(registry);
        if (!webhook.IsActive || webhook.IsUndecided || (IsLive && webhook.OwedGap is not null))
            return;
        foreach (var some in behind.Chunk(PartitionsAtOnce))
        {
            var read = await Task.WhenAll(
                some.Select(shard => tools.Log.ReadPartitionAsync(shard.Partition, shard.Position, upTo, webhook.TypesAfter(shard.Position), LimitOf(shard), cancellationToken)));
            // What is long ago may have been removed just before it was to be read.
            var then = some.All(shard => shard.LevelAt is { } at && tools.Time.GetElapsedTime(at) < SafeFromRemoval) ? state : await tools.Log.ReadStateAsync(cancellationToken);
            foreach (var (shard, entries) in some.Zip(read))
                Take(shard, entries, entries.Count < LimitOf(shard) ? upTo : 0, then);
        }
    }

    private static int LimitOf(DeliveryShard shard) => Math.Min(ReadAtOnce, DeliveryShard.MostLanes - shard.Lanes.Count);

    private void Take(DeliveryShard shard, IReadOnlyList<FeedEntry> entries, long upTo, FeedState state)
    {
        if (shard.Position < state.Floor)
        {
            // Some of what has gone may have been for the receiver. It is passed over once it is certain that the receiver will be told.
            Owe();
            if (IsLive)
                return;
            shard.Pass(state.Floor);
        }

        foreach (var entry in entries)
        {
            if (!webhook.Hears(entry.Type, entry.Number))
            {
                shard.Pass(entry.Number);
                continue;
            }

            var lane = shard.Find(entry.Lane);
            var before = lane?.Weight ?? 0;
            lane = shard.Add(entry, weight < MostWeight);
            weight += lane.Weight - before;
            List(lane);
        }

        shard.Pass(upTo);
    }

    /// <summary>Puts a lane among those that are to be tried, if there is anything to be done.</summary>
    private void List(DeliveryLane lane)
    {
        if (lane.State is not LaneState.Idle || lane.Pending == 0 || lane is { GivesUpNext: true, IsGivingUpKept: false })
            return;
        if (lane.Due is { } due && due > Now)
        {
            lane.State = LaneState.Waiting;
            waiting.Enqueue(lane, due);
        }
        else
        {
            lane.State = LaneState.Ready;
            ready.Enqueue(lane);
        }
    }

    private void Hurry()
    {
        foreach (var (wish, number) in webhook.Hurried)
        {
            if (shards.Values.SelectMany(shard => shard.Lanes).FirstOrDefault(lane => lane.Pending > 0 && lane.Next == number) is not { State: LaneState.Waiting } lane || !hurried.Add(wish))
                continue;
            (lane.Due, lane.State) = (null, LaneState.Idle);
            List(lane);
        }
    }

    private void Start(CancellationToken cancellationToken)
    {
        var now = Now;
        while (waiting.TryPeek(out var first, out var due) && due <= now)
        {
            waiting.Dequeue();
            // One that was hurried has been tried since.
            if (first.State != LaneState.Waiting || first.Due != due)
                continue;
            first.State = LaneState.Idle;
            List(first);
        }

        while (inFlight < MostInFlight && (refilled.TryDequeue(out var lane) || ready.TryDequeue(out lane)))
        {
            if (!IsOurs(lane))
                continue;
            if (tools.Leases.Find(lane.Shard.Partition)?.Epoch != lane.Shard.Epoch)
            {
                // Perhaps another node has it, or perhaps this one has only been slow.
                lane.Due = now + PauseOfOutage;
                lane.State = LaneState.Idle;
                List(lane);
                continue;
            }

            lane.State = LaneState.Busy;
            inFlight++;
            lane.Shard.InFlight++;
            if (lane is { GivesUpNext: true, First: { } given })
                Post(() => Ended(lane, () => SetAside(lane, given)));
            else if (lane is { Gap: { } gap, GivesUpNext: false })
                _ = TellAsync(lane, gap);
            else if (lane.First is { } entry)
                _ = SendAsync(lane, entry);
            else
                _ = RefillAsync(lane, cancellationToken);
        }
    }

    private void Remove(int partition)
    {
        if (shards.Remove(partition, out var shard))
            weight -= shard.Lanes.Sum(lane => (long)lane.Weight);
    }

    private bool IsOurs(DeliveryLane lane) => lane.Shard is { IsLeaving: false } && shards.GetValueOrDefault(lane.Shard.Partition) == lane.Shard;

    /// <summary>An attempt ends by itself, soon: also where the node does, so that it is known what came of it.</summary>
    private async Task SendAsync(DeliveryLane lane, FeedEntry entry) =>
        await ReportAsync(lane, () => tools.Post.SendAsync(webhook, run, entry, CancellationToken.None), answer => Answered(lane, entry, answer));

    private async Task TellAsync(DeliveryLane lane, WebhookGap gap) => await ReportAsync(
        lane, () => tools.Post.SendAsync(webhook, gap.Id, WebhookBody.OfGap(gap.ChatId, gap.Change, gap.At), CancellationToken.None), answer => Told(lane, gap, answer));

    /// <summary>Reads the lane's next events again.</summary>
    private async Task RefillAsync(DeliveryLane lane, CancellationToken cancellationToken)
    {
        var expected = lane.Pending;
        var limit = weight < MostWeight ? DeliveryLane.MostQueued : 1;
        await ReportAsync(
            lane,
            async () =>
            {
                var entries = await tools.Log.ReadLaneAsync(lane.Id, lane.Next - 1, lane.Shard.Position, webhook.TypesAfter(lane.Next - 1), limit, cancellationToken);
                // Read after it: what was removed meanwhile is seen to be gone.
                return (Entries: entries, State: await tools.Log.ReadStateAsync(cancellationToken));
            },
            read => Refilled(lane, read.Entries, read.State, limit, expected));
    }

    private async Task ReportAsync<T>(DeliveryLane lane, Func<Task<T>> work, Action<T> then)
    {
        try
        {
            var result = await work();
            Post(() => Ended(lane, () => then(result)));
        }
        catch (Exception exception)
        {
            if (exception is not (StoreUnavailableException or OperationCanceledException))
                Failed(tools.Logger, exception, webhook.Name);
            // It was not the receiver's fault, and does not count.
            Post(() => Ended(lane, () => lane.Due = Now + PauseOfOutage));
        }
    }

    private void Ended(DeliveryLane lane, Action then)
    {
        inFlight--;
        lane.Shard.InFlight--;
        lane.State = LaneState.Idle;
        if (shards.GetValueOrDefault(lane.Shard.Partition) != lane.Shard)
            return;
        weight -= lane.Weight;
        then();
        weight += lane.Weight;
        lane.Shard.Settle(lane);
        List(lane);
    }

    private void Answered(DeliveryLane lane, FeedEntry entry, WebhookAnswer answer)
    {
        lane.Begin(entry.Number);
        if (answer.IsTaken)
        {
            if (lane.Attempts > 0 || !IsLive)
                records.Add(new DeliveryRecord(webhook.Id, entry.Number, DeliveryStatus.Delivered, lane.Attempts + 1, answer.StatusCode, null, Now));
            lane.Shift();
            return;
        }

        if (answer.IsGone)
        {
            SwitchOff();
            return;
        }

        lane.GivesUpNext = !WaitsAfter(lane, answer);
    }

    private void Told(DeliveryLane lane, WebhookGap gap, WebhookAnswer answer)
    {
        if (answer.IsGone)
        {
            SwitchOff();
        }
        else if (lane.Gap != gap)
        {
            // The receiver is told of everything instead.
        }
        else if (answer.IsTaken)
        {
            lane.Gap = null;
            lane.Renew();
        }
        else if (!WaitsAfter(lane, answer))
        {
            lane.Renew();
            lane.GivesUpNext = true;
        }
    }

    /// <returns>Whether there is to be another attempt.</returns>
    private bool WaitsAfter(DeliveryLane lane, WebhookAnswer answer)
    {
        lane.Attempts++;
        (lane.StatusCode, lane.Error) = (answer.StatusCode, answer.Error);
        if (DelayAfter(lane.Attempts) is not { } delay)
            return false;
        lane.Due = Now + delay;
        lane.Drop();
        return true;
    }

    /// <summary>The pause after so many attempts, a little longer at random, so that what failed together is not tried together; null after the last one.</summary>
    private TimeSpan? DelayAfter(int attempts) =>
        attempts <= tools.Options.RetryDelays.Count ? tools.Options.RetryDelays[attempts - 1] * (1 + (Random.Shared.NextDouble() / 10)) : null;

    /// <summary>The receiver is told of it before it is given what comes next in that chat; of what is no chat's there is nothing that follows from another.</summary>
    private void SetAside(DeliveryLane lane, FeedEntry entry)
    {
        records.Add(new DeliveryRecord(webhook.Id, entry.Number, DeliveryStatus.SetAside, lane.Attempts, lane.StatusCode, lane.Error, Now));
        lane.Shift();
        if (IsLive && entry.ChatId is { } chat && IsChat(lane, chat))
            lane.Gap = new WebhookGap(tools.Ids.NewId<FeedEntry>(), chat, entry.Change ?? lane.Gap?.Change, Now);
        if (lane.Shard.HasManyGaps)
            Owe();
    }

    private static bool IsChat(DeliveryLane lane, Id<Chat> chat) => lane.Id == Id<FeedLane>.FromBytes(chat.ToBytes());

    private void Refilled(DeliveryLane lane, IReadOnlyList<FeedEntry> entries, FeedState state, int limit, int expected)
    {
        // By which types it is to be looked at is open: it is read again.
        if (webhook.IsUndecided)
            return;
        var heard = entries.Where(entry => webhook.Hears(entry.Type, entry.Number)).ToList();
        if (heard.Count == 0 && entries.Count > 0)
        {
            // None of these: what is wanted lies further on.
            lane.PassTo(entries[^1].Number);
            return;
        }

        // Where the feed has lost what was to come, nobody can say what it was.
        var isShort = lane.Refill(heard, isAll: entries.Count < limit, expected);
        if (lane.First is not null)
        {
            lane.State = LaneState.Ready;
            refilled.Enqueue(lane);
        }

        if (lane.Next > state.Floor)
            return;
        // What was tried is not what comes next.
        if (lane.Gap is null && lane.First?.Number != lane.Next)
        {
            lane.Renew();
            lane.TakeBack();
        }

        if (isShort)
            Owe();
    }

    private void Owe()
    {
        if (!IsLive || webhook.OwedGap is not null)
            return;
        var gap = new OwedGap(tools.Ids.NewId<FeedEntry>(), Now);
        webhook = webhook with { OwedGap = gap };
        Change(present => present.OwedGap is null ? present with { OwedGap = gap } : null);
    }

    /// <summary>The receiver will be told that it has missed something anywhere: that is so of all that is gone, and of each gap.</summary>
    private void Forgive()
    {
        if (!IsLive || webhook.OwedGap is null || tools.Head.Current is not { } state)
            return;
        foreach (var shard in shards.Values)
        {
            shard.ForgetGaps();
            if (shard.Position < state.Floor)
                shard.Pass(state.Floor);
        }
    }

    private void SwitchOff()
    {
        if (!webhook.IsActive)
            return;
        var now = Now;
        webhook = webhook with { IsActive = false };
        SwitchedOff(tools.Logger, webhook.Name);
        Change(present => present.IsActive ? present with { IsActive = false, OffSince = now, IsGone = true } : null);
    }

    /// <summary>Tells the receiver that it has missed something. The one node that has the webhook's own partition does it, as long as it takes.</summary>
    private void TellOwed(OwedGap gap)
    {
        if (owed.IsBusy || !shards.TryGetValue(webhook.HomePartition, out var home) || home.IsLeaving)
            return;
        if (owed.Id != gap.Id)
            (owed.Id, owed.Attempts, owed.Due) = (gap.Id, 0, null);
        if (owed.Due > Now)
            return;
        owed.IsBusy = true;
        home.InFlight++;
        _ = TellOwedAsync();

        async Task TellOwedAsync()
        {
            WebhookAnswer answer = default;
            try
            {
                answer = await tools.Post.SendAsync(webhook, gap.Id, WebhookBody.OfGap(null, null, gap.At), CancellationToken.None);
            }
            catch (Exception exception)
            {
                // It is tried again like one that was not taken.
                if (exception is not (StoreUnavailableException or OperationCanceledException))
                    Failed(tools.Logger, exception, webhook.Name);
            }

            Post(() =>
            {
                owed.IsBusy = false;
                home.InFlight--;
                owed.Attempts++;
                owed.Due = Now + (DelayAfter(owed.Attempts) ?? tools.Options.RetryDelays.LastOrDefault(PauseOfOutage));
                if (answer.IsGone)
                    SwitchOff();
                if (answer.IsTaken)
                    Change(present => present.OwedGap?.Id == gap.Id ? present with { OwedGap = null } : null);
            });
        }
    }

    /// <summary>Changes the webhook for every node. Until that is done nothing else is begun, and nothing written down that follows from it.</summary>
    private void Change(Func<Webhook, Webhook?> change)
    {
        var subject = webhook;
        changing++;
        _ = ChangeAsync();

        async Task ChangeAsync()
        {
            while (true)
            {
                try
                {
                    var registry = await tools.Book.ChangeAsync(subject, change, CancellationToken.None);
                    Post(() =>
                    {
                        changing--;
                        Take(registry);
                        if (later is { } newer)
                            Take(newer);
                        // Also where what was read is what this node knew already.
                        if (changing == 0)
                            Forgive();
                    });
                    return;
                }
                catch (Exception exception)
                {
                    if (exception is not StoreUnavailableException)
                        Failed(tools.Logger, exception, subject.Name);
                    await Task.Delay(PauseOfOutage, tools.Time);
                    if (!isEnded)
                        continue;
                    return;
                }
            }
        }
    }

    private async Task FlushIfDueAsync(CancellationToken cancellationToken)
    {
        var since = tools.Time.GetElapsedTime(flushedAt);
        var isDue = records.Count > 0 || shards.Values.Any(shard => shard.IsUrgent) ? since >= FlushInterval : since >= LazyFlushInterval;
        if (isDue)
            await FlushAsync(cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var dirty = shards.Values.Where(shard => shard.IsDirty).ToList();
        flushedAt = tools.Time.GetTimestamp();
        if (dirty.Count == 0 && records.Count == 0)
            return;
        var written = dirty.Select(shard => shard.Take()).ToList();
        var noted = records.ToList();
        try
        {
            // What was set aside is known before the deliveries go on behind it.
            if (noted.Count > 0)
                await tools.Store.PutDeliveriesAsync(noted, cancellationToken);
            records.RemoveRange(0, noted.Count);
            var refused = written.Count == 0 ? [] : await tools.Store.SaveShardsAsync(written, cancellationToken);
            // Another node has them.
            foreach (var key in refused)
                Remove(key.Partition);
            foreach (var lane in dirty.SelectMany(shard => shard.Lanes).Where(lane => lane is { GivesUpNext: true, IsGivingUpKept: false }))
            {
                lane.IsGivingUpKept = true;
                Post(() => List(lane));
            }
        }
        catch
        {
            foreach (var shard in dirty)
                shard.Changed();
            throw;
        }
    }

    private async Task WaitAsync(Task further, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = LazyFlushInterval;
        if (records.Count > 0 || leaving.Count > 0 || shards.Values.Any(shard => shard.IsUrgent))
            pause = FlushInterval;
        if (IsSending && waiting.TryPeek(out _, out var due) && due - Now < pause)
            pause = due - Now;
        if (owed is { IsBusy: false, Due: { } next } && webhook is { IsActive: true, OwedGap: not null } && shards.ContainsKey(webhook.HomePartition) && changing == 0 && next - Now < pause)
            pause = next - Now;
        if (pause > TimeSpan.Zero)
            await Task.WhenAny(mail.Reader.WaitToReadAsync(ending.Token).AsTask(), further, Task.Delay(pause, tools.Time, ending.Token));
        await ending.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What is on its way may still be taken: it is written down if it ends soon.</summary>
    private async Task EndAsync()
    {
        using var atMost = new CancellationTokenSource(LastWait, tools.Time);
        try
        {
            while (inFlight > 0)
            {
                await mail.Reader.WaitToReadAsync(atMost.Token);
                while (mail.Reader.TryRead(out var word))
                    word();
            }

            await FlushAsync(atMost.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException)
        {
            // It is sent once more by whoever goes on.
        }

        mail.Writer.Complete();
        while (mail.Reader.TryRead(out var word))
            word();
        foreach (var left in leaving.Values)
            left.TrySetResult();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery to webhook {Webhook} failed by the service's own fault; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception, string webhook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The receiver of webhook {Webhook} answers 410: it wants no more, and the webhook is off")]
    private static partial void SwitchedOff(ILogger logger, string webhook);

    private sealed class GapTelling
    {
        public Id<FeedEntry>? Id { get; set; }

        public int Attempts { get; set; }

        public DateTime? Due { get; set; }

        public bool IsBusy { get; set; }
    }
}
