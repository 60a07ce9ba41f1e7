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
public sealed partial class GroupCommitEngine(
    ICommitStore store, IIdGenerator ids, TimeProvider time, ILogger<GroupCommitEngine> logger, GroupCommitOptions options)
{
    /// <summary>Held for moments only, never across a call of the store.</summary>
    private readonly Lock gate = new();
    private readonly RoundQueue waiting = new(options, store.RoundsAtOnce);
    private readonly RoundLoader loader = new(store, time, options);
    private ITimer? backstop;
    private bool isBackstopSet;
    private bool isStuck;

    /// <summary>The timestamp of the last end of a round.</summary>
    private long lastRelease;

    /// <summary>Carries an intent out in the next round, and answers once it is durable.</summary>
    /// <exception cref="AllmineException">
    /// Refused, with nothing written; or <see cref="StoreUnavailableException"/>, when the outcome may be unknown.
    /// </exception>
    public Task<TReceipt> CommitAsync<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        var write = new PendingWrite<TReceipt>(intent, time.GetTimestamp(), loader.LocksOf(intent));
        Enqueue(write);
        return write.Task;
    }

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

    /// <summary>
    /// Whether a send has waited for its whole deadline without any round ending, and none has ended since. Readiness asks: a
    /// node that is stuck must get no more requests.
    /// </summary>
    public bool IsStuck => Volatile.Read(ref isStuck);

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

    private void Enqueue(PendingWrite intent)
    {
        bool isFirst, runs;
        lock (gate)
        {
            runs = waiting.Add(intent);
            isFirst = !isBackstopSet;
            isBackstopSet = true;
        }

        if (isFirst)
            SetBackstop(options.Deadline);
        if (runs)
            _ = RunRoundsAsync();
    }

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
            Quietly(() => RunnerFailed(logger, exception));
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
                var run = RunAsync(round.Intents);
                isOnSendersThread = run.IsCompleted;
                await run;
            }
            catch (Exception exception)
            {
                Quietly(() => RoundFailed(logger, exception, round.Intents.Count));
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
            isStuck = false;
            Quietly(() => lastRelease = time.GetTimestamp());
        }
    }

    /// <summary>
    /// Brings every send to its answer, or sets it aside as contended. A round that fails for a reason of its own, not of the
    /// store, is split until the failure concerns one send alone: the others have nothing to do with it.
    /// </summary>
    private async Task RunAsync(List<PendingWrite> sends)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            sends = TurnAwayLate(sends);
            if (sends.Count == 0)
                return;
            var end = await TryRoundAsync(sends, readsKeys: conflicts > 0);
            if (end == RoundEnd.Answered)
                return;
            if (end == RoundEnd.Failed)
            {
                await RunAsync(sends[..(sends.Count / 2)]);
                await RunAsync(sends[(sends.Count / 2)..]);
                return;
            }

            Quietly(() => AllmineTelemetry.Conflicts.Add(1));
            if (conflicts + 1 >= options.ConflictsBeforeSplit)
            {
                // A chat or wallet that keeps conflicting ends up alone and is set aside; the others go on without it.
                var groups = GroupByContention(sends);
                if (groups.Count == 1)
                {
                    SetAside(sends);
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
    private static List<IGrouping<LockKey, PendingWrite>> GroupByContention(List<PendingWrite> sends)
    {
        var uses = sends.SelectMany(send => send.Intent.Locks(pairOf: null)).CountBy(thing => thing).ToDictionary();
        return [.. sends.GroupBy(send => send.Intent.Locks(pairOf: null).MaxBy(thing => uses[thing]))];
    }

    /// <summary>Leaves sends for later.</summary>
    private void SetAside(List<PendingWrite> sends)
    {
        lock (gate)
        {
            waiting.SetAside(sends);
        }
    }

    /// <summary>One attempt: load, decide, commit.</summary>
    private async Task<RoundEnd> TryRoundAsync(List<PendingWrite> sends, bool readsKeys)
    {
        RoundState state;
        var isCommitting = false;
        try
        {
            using var deadline = new CancellationTokenSource(Remaining(sends), time);
            var intents = sends.ConvertAll(send => send.Intent);
            state = await loader.LoadAsync(intents, readsKeys, deadline.Token);
            var changes = Decide(sends, state);
            if (IsInDoubt(sends, state))
            {
                state = await loader.LoadAsync(intents, readsKeys: true, deadline.Token);
                changes = Decide(sends, state);
            }

            // A store that does not heed the deadline is not waited for.
            isCommitting = true;
            var result = changes.IsEmpty ? CommitResult.Committed : await store.CommitAsync(changes, deadline.Token).WaitAsync(deadline.Token);
            if (result != CommitResult.Committed)
            {
                loader.BypassCache(result);
                return RoundEnd.Conflict;
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            Quietly(() => RoundFailed(logger, exception, sends.Count));
            foreach (var send in sends)
                send.Refuse(new StoreUnavailableException(exception));
            return RoundEnd.Answered;
        }
        catch (Exception exception)
        {
            Quietly(() => RoundFailed(logger, exception, sends.Count));
            foreach (var send in sends)
                send.MayBeWritten |= isCommitting;
            if (sends.Count > 1)
                return RoundEnd.Failed;
            RefuseEach(sends, exception);
            return RoundEnd.Answered;
        }

        // It is committed: nothing from here on may change an answer, or run the round again.
        foreach (var send in sends)
            send.Answer();
        loader.Cache(state);
        if (options.AreRoundsCounted)
            Quietly(() => AllmineTelemetry.RoundSize.Record(sends.Count));
        return RoundEnd.Answered;
    }

    private ChangeSet Decide(List<PendingWrite> sends, RoundState state)
    {
        var round = new RoundDecider(state, ids, time.GetUtcMilliseconds());
        foreach (var send in sends)
            send.Decide(round);
        return round.Changes;
    }

    /// <summary>
    /// Whether one is refused that may be a repetition of what was done long ago. The commit finds out that a key is used, but
    /// only if the key is in it.
    /// </summary>
    private static bool IsInDoubt(List<PendingWrite> sends, RoundState state) => sends.Exists(send =>
        send.Refusal is not null && send.Intent.Key is { } key && state.AssumedKeys.Contains(key) && !state.IdempotencyRecords.ContainsKey(key));

    /// <summary>
    /// Answers what went wrong. A refusal that was not decided, but thrown on the way, says nothing about the send: callers are
    /// told never to repeat what was refused.
    /// </summary>
    private static void RefuseEach(List<PendingWrite> sends, Exception exception)
    {
        var answer = exception is RefusedException or InvalidRequestException
            ? new InvalidOperationException("A refusal was thrown by the store or the engine itself.", exception)
            : exception;
        foreach (var send in sends)
            send.Refuse(answer);
    }

    private List<PendingWrite> TurnAwayLate(List<PendingWrite> sends)
    {
        // The clock is asked once for each: one that is in time now and late a moment after would get no answer at all.
        var late = sends.FindAll(send => !InTime(send));
        if (late.Count == 0)
            return sends;
        foreach (var send in late)
            send.Refuse(new StoreUnavailableException());
        return [.. sends.Except(late)];
    }

    private bool InTime(PendingWrite send) => time.GetElapsedTime(send.Arrival) < options.Deadline;

    /// <summary>The time left to the send that came first.</summary>
    private TimeSpan Remaining(List<PendingWrite> sends)
    {
        var remaining = options.Deadline - time.GetElapsedTime(sends.Min(send => send.Arrival));
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Longer after each conflict, and of random length, so that two nodes don't keep step.</summary>
    private Task PauseAsync(int conflicts)
    {
        var longest = Math.Min(1 << Math.Min(conflicts, 20), options.MaxPause.TotalMilliseconds);
        return Task.Delay(TimeSpan.FromMilliseconds(longest * options.Random.NextDouble()), time);
    }

    /// <summary>
    /// One timer for all sends: whatever becomes of the rounds, each send has its answer when its deadline is over. It is set
    /// while sends wait, not for each of them.
    /// </summary>
    private void SetBackstop(TimeSpan due)
    {
        try
        {
            backstop ??= time.CreateTimer(_ => AnswerOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            backstop.Change(due, Timeout.InfiniteTimeSpan);
        }
        catch (Exception exception)
        {
            Quietly(() => BackstopFailed(logger, exception));
            lock (gate)
            {
                // The next send tries again.
                isBackstopSet = false;
            }
        }
    }

    private void AnswerOverdue()
    {
        try
        {
            // The clock comes first: what fails once sends are taken out would leave them without their answer.
            var frequency = time.TimestampFrequency;
            var latest = time.GetTimestamp() - (long)(options.Deadline.TotalSeconds * frequency);
            List<PendingWrite> inRounds, withoutRound;
            long? oldest;
            bool runs;
            lock (gate)
            {
                inRounds = waiting.FindInRounds(send => send.Arrival <= latest);
                withoutRound = waiting.TakeOverdue(latest);
                isStuck |= withoutRound.Exists(send => send.Arrival > lastRelease);
                oldest = waiting.OldestUnanswered;
                isBackstopSet = oldest is not null;
                runs = waiting.TryBeginRunner();
            }

            foreach (var send in inRounds.Concat(withoutRound))
                send.Refuse(new StoreUnavailableException());
            if (oldest is { } arrival)
                SetBackstop(Later(TimeSpan.FromSeconds((double)(arrival - latest) / frequency)));
            if (runs)
                _ = RunRoundsAsync();
        }
        catch (Exception exception)
        {
            Quietly(() => BackstopFailed(logger, exception));
            SetBackstop(options.MaxPause);
        }
    }

    private static TimeSpan Later(TimeSpan remaining) => remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);

    /// <summary>Loggers and meters call what others have attached to them. What fails there is no failure of a send.</summary>
    private static void Quietly(Action observe)
    {
        try
        {
            observe();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {Sends} sends failed")]
    private static partial void RoundFailed(ILogger logger, Exception exception, int sends);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The queue of sends failed; it goes on with the next send")]
    private static partial void RunnerFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The timer for overdue sends failed; it is set again")]
    private static partial void BackstopFailed(ILogger logger, Exception exception);

    private enum RoundEnd
    {
        /// <summary>Every send has its answer.</summary>
        Answered,

        /// <summary>Nothing was written and nobody answered: another writer was ahead.</summary>
        Conflict,

        /// <summary>Nobody was answered: one of the sends, or a record that it needs, makes the round fail.</summary>
        Failed,
    }
}
