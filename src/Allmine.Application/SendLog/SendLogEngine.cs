using System.Diagnostics;
using Allmine.Application.Abstractions;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.SendLog;

/// <summary>
/// Takes every send of this node, and every grant of credits. All that wait at a moment make one round, which is loaded,
/// decided and committed as one; where no round is in flight, a lone send waits for nobody. As many rounds are in flight as the
/// store can work on at once, and a chat is never in two of them, nor is a wallet.
/// </summary>
/// <remarks>
/// The promises, which the simulation tests hold: a receipt is given only for what is committed; a key has one effect;
/// numbers follow one another without gaps; a send is refused, or let in, by what is true at the commit, however old the
/// chats and wallets in memory are; no wallet goes below zero, and what one loses another gains.
/// </remarks>
public sealed partial class SendLogEngine(
    ISendStore store, IIdGenerator ids, TimeProvider time, ILogger<SendLogEngine> logger, SendLogOptions options)
{
    /// <summary>Held for moments only, never across a call of the store.</summary>
    private readonly Lock gate = new();
    private readonly WaitingIntents waiting = new(options, store.RoundsAtOnce);
    private readonly RoundKnowledge knowledge = new(store, time, options);

    /// <summary>Sends, and answers once it is durable.</summary>
    /// <exception cref="AllmineException">
    /// Refused, with nothing written; or <see cref="StoreUnavailableException"/>, when the outcome may be unknown.
    /// </exception>
    public Task<SendReceipt> AppendAsync(SendIntent intent)
    {
        var send = new PendingSend(intent, time.GetTimestamp(), knowledge.KeysOf(intent));
        Enqueue(send);
        return send.Task;
    }

    /// <summary>Grants credits, and answers once it is durable.</summary>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public Task<GrantReceipt> GrantAsync(GrantIntent intent)
    {
        var grant = new PendingGrant(intent, time.GetTimestamp(), knowledge.KeysOf(intent));
        Enqueue(grant);
        return grant.Task;
    }

    /// <summary>Decides a send by what is true now, and writes nothing. Keys are left aside.</summary>
    /// <returns>The message as it would be.</returns>
    /// <exception cref="AllmineException">It would be refused.</exception>
    public async Task<SendReceipt> RehearseAsync(SendIntent intent, CancellationToken cancellationToken)
    {
        intent = intent with { Key = null, Fingerprint = null };
        var state = await knowledge.LoadAsync(intent, cancellationToken);
        var decision = new Round(state, ids, time.GetUtcMilliseconds()).Decide(intent);
        return decision.Receipt ?? throw decision.Refusal!;
    }

    private void Enqueue(PendingIntent intent)
    {
        lock (gate)
        {
            if (!waiting.Add(intent))
                return;
        }

        _ = RunRoundsAsync();
    }

    private async Task RunRoundsAsync()
    {
        // The rounds belong to no sender: the trace of the one who happens to start them is not theirs.
        Activity.Current = null;
        var contendedTurns = 0;
        while (Take() is { } round)
        {
            contendedTurns = round.IsContended ? contendedTurns + 1 : 0;
            // A pause only if nobody else has kept the engine busy since they were set aside.
            if (contendedTurns > 1)
                await PauseAsync(contendedTurns);
            var run = RunAsync(round.Intents);
            var isOnSendersThread = run.IsCompleted;
            await run;
            Release(round);
            // With a store that answers at once, it would go on there, and serve the others before it lets the sender have its
            // own answer. Otherwise nothing is waited for: those just answered would all have their turn before the next round.
            if (isOnSendersThread)
                await Task.Yield();
        }
    }

    private WaitingRound? Take()
    {
        lock (gate)
        {
            return waiting.Take();
        }
    }

    private void Release(WaitingRound round)
    {
        lock (gate)
        {
            waiting.Release(round);
        }
    }

    /// <summary>
    /// Brings every send to its answer, or sets it aside as contended. It never throws: whatever goes wrong is the answer.
    /// </summary>
    private async Task RunAsync(List<PendingIntent> sends)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            sends = TurnAwayLate(sends);
            if (sends.Count == 0 || await TryRoundAsync(sends, readsKeys: conflicts > 0))
                return;

            AllmineTelemetry.Conflicts.Add(1);
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
    private static List<IGrouping<Contended, PendingIntent>> GroupByContention(List<PendingIntent> sends)
    {
        var uses = sends.SelectMany(send => send.Intent.Contends).CountBy(thing => thing).ToDictionary();
        return [.. sends.GroupBy(send => send.Intent.Contends.MaxBy(thing => uses[thing]))];
    }

    /// <summary>Leaves sends for later. The rounds before their next turn know nothing of their deadlines, so they keep those themselves.</summary>
    private void SetAside(List<PendingIntent> sends)
    {
        foreach (var send in sends)
            send.GiveUpAfter(Remaining([send]), time);
        lock (gate)
        {
            waiting.SetAside(sends);
        }
    }

    /// <summary>One attempt: load, decide, commit. False after a conflict, when nothing was written and nobody answered.</summary>
    private async Task<bool> TryRoundAsync(List<PendingIntent> sends, bool readsKeys)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Remaining(sends), time);
            var intents = sends.ConvertAll(send => send.Intent);
            var state = await knowledge.GatherAsync(intents, readsKeys, deadline.Token);
            var (changes, decisions) = Decide(intents, state);
            if (IsInDoubt(intents, decisions, state))
            {
                state = await knowledge.GatherAsync(intents, readsKeys: true, deadline.Token);
                (changes, decisions) = Decide(intents, state);
            }

            var result = changes.IsEmpty ? CommitResult.Committed : await store.CommitAsync(changes, deadline.Token);
            if (result != CommitResult.Committed)
            {
                knowledge.Distrust(result);
                return false;
            }

            knowledge.Keep(state);
            Answer(sends, decisions);
            if (options.AreRoundsCounted)
                AllmineTelemetry.RoundSize.Record(sends.Count);
        }
        catch (Exception exception)
        {
            RoundFailed(logger, exception, sends.Count);
            var answer = exception is OperationCanceledException ? new StoreUnavailableException(exception) : exception;
            foreach (var send in sends)
                send.Refuse(answer);
        }

        return true;
    }

    private (RoundChanges Changes, List<Decision> Decisions) Decide(List<LogIntent> intents, RoundState state)
    {
        var round = new Round(state, ids, time.GetUtcMilliseconds());
        return (round.Changes, intents.ConvertAll(round.Decide));
    }

    /// <summary>
    /// Whether one is refused that may be a repetition of what was done long ago. That a key is taken to be unused is found
    /// out by the commit, but only if the key is in it.
    /// </summary>
    private static bool IsInDoubt(List<LogIntent> intents, List<Decision> decisions, RoundState state)
    {
        for (var i = 0; i < intents.Count; i++)
        {
            if (decisions[i].Refusal is not null && intents[i].Key is { } key && state.AssumedKeys.Contains(key) && !state.Outcomes.ContainsKey(key))
                return true;
        }

        return false;
    }

    private static void Answer(List<PendingIntent> sends, List<Decision> decisions)
    {
        for (var i = 0; i < sends.Count; i++)
            sends[i].Answer(decisions[i]);
    }

    private List<PendingIntent> TurnAwayLate(List<PendingIntent> sends)
    {
        // The clock is asked once for each: one that is in time now and late a moment after would get no answer at all.
        var late = sends.FindAll(send => !InTime(send));
        if (late.Count == 0)
            return sends;
        foreach (var send in late)
            send.Refuse(new StoreUnavailableException());
        return [.. sends.Except(late)];
    }

    private bool InTime(PendingIntent send) => time.GetElapsedTime(send.Arrival) < options.Deadline;

    /// <summary>The time left to the send that came first.</summary>
    private TimeSpan Remaining(List<PendingIntent> sends)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of {Sends} sends failed")]
    private static partial void RoundFailed(ILogger logger, Exception exception, int sends);
}
