using Allmine.Application.Events;
using Allmine.Application.Leases;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Leases;
using Allmine.Application.Ports.Users;
using Allmine.Application.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Feed;

/// <summary>
/// Writes down what the store's own feed tells, for those who may be away for days. One node at a time does it, and none of it is on the way of a send: a commit is told by
/// the store when it is done. Whatever a node dies over is told once more to the next one, which goes on where the last commit of the log ends.
/// </summary>
internal sealed partial class FeedRecorder
{
    /// <summary>So long what has been told waits for more, so that a little traffic does not make a commit for each event.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>So long at most where more comes all the time.</summary>
    private static readonly TimeSpan LongGathering = TimeSpan.FromMilliseconds(50);

    /// <summary>So many in one write are a sign of load.</summary>
    private const int ManyEntries = 32;

    /// <summary>How much longer the pause after such a write is than it took.</summary>
    private const int PauseShare = 3;

    /// <summary>The longest such pause.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>So long it is waited for the rest of a commit.</summary>
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(2);

    /// <summary>So much is written at once, at the next end of a commit.</summary>
    private const int EntriesAtOnce = 1_000;

    /// <summary>So much at most: more than the largest batch leads to.</summary>
    private const int MostEntries = 5_000;

    /// <summary>In characters of data.</summary>
    private const int MostData = 8 << 20;

    /// <summary>Erasures that are written at once.</summary>
    private const int ErasuresAtOnce = 500;

    /// <summary>Where nothing happens, the place is noted so often: the store does not remember all places for ever.</summary>
    private static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    /// <summary>So many events are removed at once.</summary>
    private const int TrimmedAtOnce = 1_000;

    private readonly IEventFeed feed;
    private readonly IFeedLog log;
    private readonly IFeedBodies bodies;
    private readonly WebhookBook book;
    private readonly IIdGenerator ids;
    private readonly LeaseKeeper leases;
    private readonly FeedHead head;
    private readonly FeedPriors priors;
    private readonly FeedOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<FeedRecorder> logger;
    private readonly List<FeedEntry> pending = [];
    private readonly List<Deletion> deletions = [];
    private FeedState state = new(0, 0, null, 0, []);
    private DateTime lastTime;
    private long pendingData;

    /// <summary>Since when the oldest of what is pending waits.</summary>
    private long gatheredSince;

    private long notedAt;
    private long trimmedAt;

    public FeedRecorder(
        IEventFeed feed, IUserRepository users, IFeedLog log, IFeedBodies bodies, WebhookBook book, IIdGenerator ids, LeaseKeeper leases, FeedHead head, FeedOptions options, TimeProvider time, ILogger<FeedRecorder> logger)
    {
        this.feed = new NamedEventFeed(feed, users);
        (this.log, this.bodies, this.book, this.ids, this.leases, this.head, this.options, this.time, this.logger) = (log, bodies, book, ids, leases, head, options, time, logger);
        priors = new FeedPriors(log);
    }

    /// <summary>Called when events of messages were erased: what the store's files still hold of their words is to be overwritten.</summary>
    public Action? Erased { private get; init; }

    /// <summary>Records as long as the lease is this node's. For one caller at a time, who calls again when it is once more.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer. It may be called again.</exception>
    public async Task RecordAsync(Lease lease, CancellationToken cancellationToken)
    {
        leases.Enter(lease.Slot);
        try
        {
            await BeginAsync(lease.Epoch, cancellationToken);
            head.IsRecordedHere = true;
            while (IsOurs(lease) && await ReadOnAsync(lease, cancellationToken))
            {
            }
        }
        finally
        {
            head.IsRecordedHere = false;
            leases.Leave(lease.Slot);
        }
    }

    private bool IsOurs(Lease lease) => leases.Find(lease.Slot)?.Epoch == lease.Epoch;

    private async Task BeginAsync(long epoch, CancellationToken cancellationToken)
    {
        Forget();
        state = await log.TakeOverAsync(epoch, cancellationToken);
        var last = await log.ReadBackAsync(state.Last + 1, state.Last - 1, FeedTypesRule.All, 1, cancellationToken);
        lastTime = last.Count == 0 ? DateTime.UnixEpoch : last[0].CreatedAt;
        notedAt = trimmedAt = time.GetTimestamp();
        head.Note(state);
    }

    /// <returns>Whether there is anything to go on with: false if the epoch is another's.</returns>
    private async Task<bool> ReadOnAsync(Lease lease, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = (state.Source is { } source ? feed.ReadAsync(source, ending.Token) : feed.ReadAroundAsync(await feed.FindOldestAsync(cancellationToken), ending.Token)).GetAsyncEnumerator(ending.Token);
        Task<bool>? next = null;
        try
        {
            var position = state.Source;
            var isAmidCommit = false;
            while (true)
            {
                next ??= items.MoveNextAsync().AsTask();
                if (!await IsThereAsync(next, cancellationToken))
                {
                    // The rest of the commit comes at once, unless the store does not say so.
                    if (isAmidCommit && time.GetElapsedTime(gatheredSince) < LongestCommit && IsOurs(lease))
                        continue;
                    if (!IsOurs(lease) || !await WriteAsync(lease.Epoch, position, cancellationToken))
                        return false;
                    await TrimIfDueAsync(lease.Epoch, cancellationToken);
                    continue;
                }

                if (!await next)
                {
                    // What was not written is told again.
                    Forget();
                    return true;
                }

                next = null;
                var item = items.Current;
                position = item.Position;
                isAmidCommit = item.IsAmidCommit;
                Add(item);
                if (!IsEnough(item))
                    continue;
                var isBusy = pending.Count >= ManyEntries;
                if (!await WriteAsync(lease.Epoch, position, cancellationToken))
                    return false;
                await TrimIfDueAsync(lease.Epoch, cancellationToken);
                // Under load sends have the store and the processors for themselves most of the time; few large commits cost far less than many small ones.
                if (isBusy && time.GetElapsedTime(gatheredSince) * PauseShare is var pause)
                    await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken);
            }
        }
        catch (PositionLostException exception)
        {
            EventsLost(logger, exception);
            Forget();
            await using var anew = feed.ReadAsync(null, cancellationToken).GetAsyncEnumerator(cancellationToken);
            if (!await anew.MoveNextAsync() || !await log.BreakAsync(lease.Epoch, anew.Current.Position, cancellationToken))
                return false;
            state = await log.ReadStateAsync(cancellationToken);
            head.Note(state);
            return true;
        }
        finally
        {
            await ending.CancelAsync();
            await EndAsync(items, next);
        }
    }

    /// <summary>Whether the next step is there before what waits is to be written, or anything else is due.</summary>
    private async ValueTask<bool> IsThereAsync(Task<bool> next, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
            return true;
        var gathering = Gathering - time.GetElapsedTime(gatheredSince);
        return await time.WaitAsync(pending.Count == 0 ? LeaseKeeper.Interval : gathering > TimeSpan.Zero ? gathering : Gathering, cancellationToken, next);
    }

    private static async Task EndAsync(IAsyncEnumerator<FeedItem> items, Task<bool>? next)
    {
        try
        {
            if (next is not null)
                await next;
            await items.DisposeAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException or PositionLostException)
        {
            // It has been told before, or is the end that was asked for.
        }
    }

    private bool IsEnough(FeedItem item) =>
        pending.Count >= MostEntries || pendingData >= MostData
        || (!item.IsAmidCommit && pending.Count > 0 && (pending.Count >= EntriesAtOnce || (pending.Count < ManyEntries && time.GetElapsedTime(gatheredSince) >= Gathering) || time.GetElapsedTime(gatheredSince) >= LongGathering));

    private void Add(FeedItem item)
    {
        if (item.Event is not { } happened)
            return;
        if (pending.Count == 0)
            gatheredSince = time.GetTimestamp();
        foreach (var draft in FeedDraft.Of(happened, bodies))
        {
            var now = time.GetUtcMilliseconds();
            lastTime = now > lastTime ? now : lastTime;
            pending.Add(new FeedEntry
            {
                Number = state.Last + pending.Count + 1,
                Id = ids.NewId<FeedEntry>(),
                Type = draft.Type,
                Lane = draft.Lane,
                ChatId = draft.ChatId,
                Change = draft.Change,
                MessageId = draft.MessageId,
                CreatedAt = lastTime,
                Data = draft.Data,
                IsErased = draft.IsErased,
            });
            pendingData += draft.Data.Length;
        }

        if (happened is MessageAltered { Kind: AlterationKind.Deleted, Message: var tombstone } && FeedDraft.IdOf(tombstone) is { } deleted)
            deletions.Add(new Deletion(deleted, tombstone));
    }

    /// <returns>False if the epoch is another's.</returns>
    private async Task<bool> WriteAsync(long epoch, EventPosition? position, CancellationToken cancellationToken)
    {
        if (position is not { } source || source == state.Source || (pending.Count == 0 && time.GetElapsedTime(notedAt) < QuietInterval))
            return true;
        try
        {
            var erasures = await EraseAsync(epoch, cancellationToken);
            await priors.LoadAsync(pending.Where(entry => entry.Change is not null).Select(entry => entry.Lane), cancellationToken);
            for (var i = 0; i < pending.Count; i++)
                pending[i] = priors.Next(pending[i]);
            if (!await log.AppendAsync(new FeedAppend(epoch, state.Last, pending, erasures, source), cancellationToken))
                return false;
        }
        catch
        {
            // Perhaps it was written: then the state says so, and the reading goes on behind it.
            priors.Clear();
            throw;
        }

        var heads = state.Heads.Count == 0 ? new long[FeedEntry.Partitions] : [.. state.Heads];
        foreach (var entry in pending)
            heads[entry.Partition] = entry.Number;
        state = state with { Last = state.Last + pending.Count, Source = source, Heads = heads };
        notedAt = time.GetTimestamp();
        if (deletions.Count > 0)
            Erased?.Invoke();
        pending.Clear();
        deletions.Clear();
        pendingData = 0;
        head.Note(state);
        return true;
    }

    /// <summary>What was told of messages before their deletion gives way to tombstones, in the commit that tells of the deletion.</summary>
    private async Task<IReadOnlyList<FeedErasure>> EraseAsync(long epoch, CancellationToken cancellationToken)
    {
        var erasures = new List<FeedErasure>();
        foreach (var (id, tombstone) in deletions)
        {
            for (var i = 0; i < pending.Count; i++)
            {
                if (pending[i].MessageId == id && !pending[i].IsErased)
                    pending[i] = pending[i] with { IsErased = true, Data = bodies.OfErased(pending[i], tombstone) };
            }

            var after = 0L;
            while (await log.ReadOfMessageAsync(id, after, ErasuresAtOnce, cancellationToken) is { Count: > 0 } told)
            {
                erasures.AddRange(told.Select(entry => new FeedErasure(entry.Number, bodies.OfErased(entry, tombstone))));
                after = told[^1].Number;
                if (erasures.Count < ErasuresAtOnce)
                    continue;
                // Of a message that was altered very often not all are erased in one commit. None of them is told before, because every reader looks.
                if (state.Source is not { } here || !await log.AppendAsync(new FeedAppend(epoch, state.Last, [], erasures, here), cancellationToken))
                    return erasures;
                erasures = [];
            }
        }

        return erasures;
    }

    private async Task TrimIfDueAsync(long epoch, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(trimmedAt) < TrimInterval)
            return;
        trimmedAt = time.GetTimestamp();
        var before = time.GetUtcMilliseconds() - options.Retention;
        // A boundary that is new after this is above all that is removed now.
        if (await BoundariesAsync(cancellationToken) is not { } boundaries)
            return;
        while (await log.TrimAsync(epoch, before, TrimmedAtOnce, boundaries, cancellationToken) is var count and > 0)
        {
            state = state with { Floor = state.Floor + count };
            if (count < TrimmedAtOnce)
                break;
        }

        head.Note(state);
    }

    /// <returns>Null if they can't be read: then everything stays for now, and the recording goes on.</returns>
    private async Task<IReadOnlyCollection<long>?> BoundariesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await book.ReadAsync(cancellationToken)).Boundaries;
        }
        catch (UnreadableRecordException exception)
        {
            NotTrimmed(logger, exception);
            return null;
        }
    }

    private void Forget()
    {
        pending.Clear();
        deletions.Clear();
        priors.Clear();
        pendingData = 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store has forgotten events before they were recorded: the feed begins anew, and every webhook is told that it has missed some")]
    private static partial void EventsLost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhooks can't be read: nothing is removed from the feed until they can")]
    private static partial void NotTrimmed(ILogger logger, Exception exception);

    private readonly record struct Deletion(Id<Message> Id, StoredMessage Tombstone);
}
