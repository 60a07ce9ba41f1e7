using System.Diagnostics;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Store;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.GroupCommit;

/// <summary>
/// Carries out every write of this node that goes by rounds, of whatever kind. All intents that wait at a moment make one round,
/// which is loaded, decided and committed as one; where no round is in flight, a lone intent waits for no other. As many rounds are
/// in flight as the store can work on at once, and a chat or a wallet is never in two of them.
/// </summary>
/// <remarks>
/// The promises, which the simulation tests hold: a receipt is given only for what is committed; a key has one effect;
/// numbers follow one another without gaps; a send is refused, or let in, by what is true at the commit, however old the
/// chats and wallets in memory are; no wallet goes below zero, and what one loses another gains.
/// </remarks>
public sealed partial class GroupCommitEngine
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(10);

    /// <summary>Held for moments only, never across a call of the store.</summary>
    private readonly Lock gate = new();
    private readonly ICommitStore store;
    private readonly IIdGenerator ids;
    private readonly TimeProvider time;
    private readonly ILogger<GroupCommitEngine> logger;
    private readonly GroupCommitOptions options;
    private readonly RoundQueue waiting;
    private readonly RoundLoader loader;
    private readonly OverdueBackstop backstop;
    private readonly IAskedFaults? faults;

    public GroupCommitEngine(
        ICommitStore store, IIdGenerator ids, TimeProvider time, ILogger<GroupCommitEngine> logger, GroupCommitOptions options, IAskedFaults? faults = null)
    {
        this.faults = faults;
        this.store = store;
        this.ids = ids;
        this.time = time;
        this.logger = logger;
        this.options = options;
        waiting = new RoundQueue(options, store.RoundsAtOnce);
        loader = new RoundLoader(store, time, options);
        backstop = new OverdueBackstop(gate, waiting, RunRounds, time, options, logger);
    }

    /// <inheritdoc cref="OverdueBackstop.IsStuck"/>
    public bool IsStuck => backstop.IsStuck;

    /// <summary>How many writes wait for a round.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    /// <summary>Waits until no write waits, and no round is in flight.</summary>
    internal async Task UntilIdleAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle())
            await Task.Delay(IdlePause, time, cancellationToken);
    }

    /// <inheritdoc cref="RoundLoader.Forget"/>
    internal void Forget() => loader.Forget();

    /// <summary>Carries an intent out in the next round, and answers once it is durable.</summary>
    /// <exception cref="AllmineException">
    /// Refused, with nothing written; or <see cref="StoreUnavailableException"/>, when the outcome may be unknown.
    /// </exception>
    public Task<TReceipt> CommitAsync<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        var write = Pending(intent, time.GetTimestamp());
        Enqueue(write);
        return write.Task;
    }

    /// <summary>Carries intents out that are handed over together, so that they fall into one round, or a few.</summary>
    /// <returns>The answers, in the order of the intents.</returns>
    public IReadOnlyList<Task<TReceipt>> CommitTogether<TReceipt>(IReadOnlyList<Intent<TReceipt>> intents)
        where TReceipt : class
    {
        var now = time.GetTimestamp();
        var writes = intents.Select(intent => Pending(intent, now)).ToList();
        Enqueue([.. writes]);
        return writes.ConvertAll(write => write.Task);
    }

    /// <inheritdoc cref="RoundLoader.ResolveAsync"/>
    internal Task<IReadOnlyList<ChatAddress>> ResolveAsync(IReadOnlyList<ChatAddress> addresses, CancellationToken cancellationToken) =>
        loader.ResolveAsync(addresses, cancellationToken);

    /// <summary>Decides an intent by what is true now, and writes nothing. Its idempotency key is left aside.</summary>
    /// <returns>The receipt as it would be.</returns>
    /// <exception cref="AllmineException">It would be refused, or the store did not answer in time.</exception>
    public async Task<TReceipt> DryRunAsync<TReceipt>(Intent<TReceipt> intent, CancellationToken cancellationToken)
        where TReceipt : class
    {
        intent = intent with { Key = null, Fingerprint = null };
        var state = await LoadInTimeAsync(intent, cancellationToken);
        var decision = new RoundDecider(state, ids, time.GetUtcMilliseconds()).Decide(intent);
        return decision.Receipt ?? throw decision.Refusal!;
    }

    private PendingWrite<TReceipt> Pending<TReceipt>(Intent<TReceipt> intent, long arrival)
        where TReceipt : class =>
        new(intent, arrival, loader.LocksOf(intent)) { AsksConflict = faults is not null && faults.TakeConflict() };

    private async Task<RoundState> LoadInTimeAsync(Intent intent, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await loader.LoadAsync(intent, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private void Enqueue(params ReadOnlySpan<PendingWrite> writes)
    {
        bool isBackstopDue;
        var runners = 0;
        lock (gate)
        {
            foreach (var write in writes)
                runners += waiting.Add(write) ? 1 : 0;
            isBackstopDue = backstop.Request();
        }

        if (isBackstopDue)
            backstop.Set();
        for (; runners > 0; runners--)
            RunRounds();
    }

    private bool IsIdle()
    {
        lock (gate)
        {
            return waiting.IsIdle;
        }
    }

    private void RunRounds() => _ = RunRoundsAsync();

    /// <summary>Nothing escapes from here: whatever is thrown, the round is given back and the next one runs.</summary>
    private async Task RunRoundsAsync()
    {
        try
        {
            // The rounds belong to no sender: the trace of the one who happens to start them is not theirs.
            Activity.Current = null;
            await RunEachAsync();
        }
        catch (Exception exception)
        {
            Quietly.Do(() => RunnerFailed(logger, exception));
            lock (gate)
            {
                waiting.EndRunner();
            }
        }
    }

    private async Task RunEachAsync()
    {
        var contendedTurns = 0;
        while (Take() is { } round)
        {
            var isOnSendersThread = false;
            try
            {
                contendedTurns = round.IsContended ? contendedTurns + 1 : 0;
                // A pause only if nobody else has kept the engine busy since they were set aside.
                if (contendedTurns > 1)
                    await PauseAsync(contendedTurns);
                if (options.Telemetry.IsOn)
                    Quietly.Do(() => round.Intents.ForEach(write => AllmineTelemetry.WriteWait.Record(Stopwatch.GetElapsedTime(write.Since).TotalSeconds)));
                var run = RunAsync(round.Intents);
                isOnSendersThread = run.IsCompleted;
                await run;
            }
            catch (Exception exception)
            {
                Quietly.Do(() => RoundFailed(logger, exception, round.Intents.Count));
                RefuseEach(round.Intents, exception);
            }
            finally
            {
                Release(round);
            }

            // With a store that answers at once, it would go on there, and serve the others before it lets the sender have its
            // own answer. Otherwise nothing is waited for: those just answered would all have their turn before the next round.
            if (isOnSendersThread)
                await Task.Yield();
        }
    }

    private QueuedRound? Take()
    {
        lock (gate)
        {
            return waiting.Take();
        }
    }

    private void Release(QueuedRound round)
    {
        lock (gate)
        {
            waiting.Release(round);
            backstop.RoundEnded();
        }
    }

    /// <summary>
    /// Brings every write to its answer, or sets it aside as contended. A round that fails for a reason of its own, not of the
    /// store, is split until the failure concerns one write alone: the others have nothing to do with it.
    /// </summary>
    private async Task RunAsync(List<PendingWrite> writes)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            writes = TurnAwayLate(writes);
            if (writes.Count == 0)
                return;
            var end = await TryRoundAsync(writes, readsKeys: conflicts > 0);
            if (end == RoundEnd.Answered)
                return;
            if (end == RoundEnd.Failed)
            {
                await RunAsync(writes[..(writes.Count / 2)]);
                await RunAsync(writes[(writes.Count / 2)..]);
                return;
            }

            Quietly.Do(() => AllmineTelemetry.Conflicts.Add(1));
            if (conflicts + 1 >= options.ConflictsBeforeSplit)
            {
                // A chat or wallet that keeps conflicting ends up alone and is set aside; the others go on without it.
                var groups = GroupByContention(writes);
                if (groups.Count == 1)
                {
                    SetAside(writes);
                    return;
                }

                await RunAsync([.. groups.Take(groups.Count / 2).SelectMany(group => group)]);
                await RunAsync([.. groups.Skip(groups.Count / 2).SelectMany(group => group)]);
                return;
            }

            await PauseAsync(conflicts);
        }
    }

    /// <summary>
    /// By what each shares with the most others: its chat, or a wallet. So the fans of one person are one group, whatever
    /// chats they write in, and all texts to a chat are one.
    /// </summary>
    /// <remarks>What locks nothing is a group of its own.</remarks>
    private static List<IGrouping<LockKey?, PendingWrite>> GroupByContention(List<PendingWrite> writes)
    {
        var uses = writes.SelectMany(write => write.Intent.Locks(pairOf: null)).CountBy(thing => thing).ToDictionary();
        return [.. writes.GroupBy(write => write.Intent.Locks(pairOf: null).Select(thing => (LockKey?)thing).MaxBy(thing => uses[thing!.Value]))];
    }

    /// <summary>Leaves writes for later.</summary>
    private void SetAside(List<PendingWrite> writes)
    {
        lock (gate)
        {
            waiting.SetAside(writes);
        }
    }

    /// <summary>One attempt: load, decide, commit.</summary>
    private async Task<RoundEnd> TryRoundAsync(List<PendingWrite> writes, bool readsKeys)
    {
        RoundState state;
        var intents = writes.ConvertAll(write => write.Intent);
        using var span = StartSpan(writes.Count);
        var isCommitting = false;
        long start = Stopwatch.GetTimestamp(), loaded, decided;
        try
        {
            using var deadline = new CancellationTokenSource(Remaining(writes), time);
            state = await loader.LoadAsync(intents, readsKeys, deadline.Token);
            loaded = Stopwatch.GetTimestamp();
            var round = Decide(writes, state);
            if (round.IsInDoubt)
            {
                state = await loader.LoadAsync(intents, readsKeys: true, deadline.Token);
                loaded = Stopwatch.GetTimestamp();
                round = Decide(writes, state);
            }

            var changes = round.Changes;
            decided = Stopwatch.GetTimestamp();

            // A store that does not heed the deadline is not waited for.
            isCommitting = true;
            var result = changes.IsEmpty ? CommitResult.Committed
                : faults is not null && TakeAskedConflict(writes) ? CommitResult.Conflict
                : await store.CommitAsync(changes, deadline.Token).WaitAsync(deadline.Token);
            if (result != CommitResult.Committed)
            {
                loader.BypassCache(result);
                return RoundEnd.Conflict;
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            Quietly.Do(() => RoundFailed(logger, exception, writes.Count));
            foreach (var write in writes)
                write.Refuse(new StoreUnavailableException(exception));
            return RoundEnd.Answered;
        }
        catch (Exception exception)
        {
            Quietly.Do(() => RoundFailed(logger, exception, writes.Count));
            foreach (var write in writes)
                write.MayBeWritten |= isCommitting;
            if (writes.Count > 1)
                return RoundEnd.Failed;
            RefuseEach(writes, exception);
            return RoundEnd.Answered;
        }

        // It is committed: nothing from here on may change an answer, or run the round again.
        if (span is not null)
            Quietly.Do(() => writes.ForEach(write => write.Span?.AddLink(new ActivityLink(span.Context))));
        foreach (var write in writes)
            write.Answer();
        loader.Cache(intents, state);
        if (options.Telemetry.IsOn)
            Quietly.Do(() => Report(writes.Count, start, loaded, decided));
        return RoundEnd.Answered;
    }

    /// <summary>Whether one of them asks that this commit be in vain. It is, for all of them, before the store hears of it; the next one is not.</summary>
    private static bool TakeAskedConflict(List<PendingWrite> writes)
    {
        var isAsked = false;
        foreach (var write in writes)
        {
            isAsked |= write.AsksConflict;
            write.AsksConflict = false;
        }

        return isAsked;
    }

    /// <summary>One for each attempt. The sends' own spans link to it.</summary>
    private Activity? StartSpan(int sends)
    {
        Activity? span = null;
        if (options.Telemetry.IsOn)
            Quietly.Do(() => span = AllmineTelemetry.Source.StartActivity("round")?.SetTag("sends", sends));
        return span;
    }

    private static void Report(int sends, long start, long loaded, long decided)
    {
        AllmineTelemetry.RoundSize.Record(sends);
        AllmineTelemetry.RecordRound(Stopwatch.GetElapsedTime(start, loaded), Stopwatch.GetElapsedTime(loaded, decided), Stopwatch.GetElapsedTime(decided));
    }

    private RoundDecider Decide(List<PendingWrite> writes, RoundState state)
    {
        var round = new RoundDecider(state, ids, time.GetUtcMilliseconds());
        foreach (var write in writes)
            write.Decide(round);
        return round;
    }

    /// <summary>
    /// Answers what went wrong. A refusal that was not decided, but thrown on the way, says nothing about the write: callers are
    /// told never to repeat what was refused.
    /// </summary>
    private static void RefuseEach(List<PendingWrite> writes, Exception exception)
    {
        var answer = exception is RefusedException or InvalidRequestException
            ? new InvalidOperationException("A refusal was thrown by the store or the engine itself.", exception)
            : exception;
        foreach (var write in writes)
            write.Refuse(answer);
    }

    private List<PendingWrite> TurnAwayLate(List<PendingWrite> writes)
    {
        // The clock is asked once for each: one that is in time now and late a moment after would get no answer at all.
        var late = writes.FindAll(write => !InTime(write));
        if (late.Count == 0)
            return writes;
        foreach (var write in late)
            write.Refuse(new StoreUnavailableException());
        return [.. writes.Except(late)];
    }

    private bool InTime(PendingWrite write) => time.GetElapsedTime(write.Arrival) < options.Deadline;

    /// <summary>The time left to the write that came first.</summary>
    private TimeSpan Remaining(List<PendingWrite> writes)
    {
        var remaining = options.Deadline - time.GetElapsedTime(writes.Min(write => write.Arrival));
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Longer after each conflict, and of random length, so that two nodes don't keep step.</summary>
    private Task PauseAsync(int conflicts)
    {
        var longest = Math.Min(1 << Math.Min(conflicts, 20), options.MaxPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(longest * options.Random.NextDouble()), time);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {Sends} sends failed")]
    private static partial void RoundFailed(ILogger logger, Exception exception, int sends);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The queue of sends failed; it goes on with the next send")]
    private static partial void RunnerFailed(ILogger logger, Exception exception);

    private enum RoundEnd
    {
        /// <summary>Every write has its answer.</summary>
        Answered,

        /// <summary>Nothing was written and nobody answered: another writer was ahead.</summary>
        Conflict,

        /// <summary>Nobody was answered: one of the writes, or a record that it needs, makes the round fail.</summary>
        Failed,
    }
}
