using System.Diagnostics;
using Allmine.Application.Abstractions;
using Allmine.Application.Telemetry;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.SendLog;

/// <summary>
/// Takes every send of this node. All that wait at a moment make one round, which is loaded, decided and committed as one;
/// a lone send waits for nobody. One round is in flight at a time, so a chat is never in two of them.
/// </summary>
/// <remarks>
/// The promises, which the simulation tests hold: a receipt is given only for what is committed; a key has one effect;
/// numbers follow one another without gaps; a send is refused, or let in, by what is true at the commit, however old the
/// chats in memory are.
/// </remarks>
public sealed partial class SendLogEngine(
    ISendStore store, IIdGenerator ids, TimeProvider time, ILogger<SendLogEngine> logger, SendLogOptions options)
{
    private readonly Lock gate = new();
    private readonly Queue<PendingSend> waiting = new();
    private readonly HeldChats held = new(options.HeldChats);

    /// <summary>Sends that keep conflicting, and are tried again after those who have come meanwhile. Only rounds touch it.</summary>
    private readonly List<PendingSend> contended = [];

    /// <summary>The timestamp of the last conflict, if there was one. Only rounds touch it.</summary>
    private long? lastConflict;

    private bool running;

    /// <summary>Sends, and answers once it is durable.</summary>
    /// <exception cref="AllmineException">
    /// Refused, with nothing written; or <see cref="StoreUnavailableException"/>, when the outcome may be unknown.
    /// </exception>
    public Task<SendReceipt> AppendAsync(SendIntent intent)
    {
        var send = new PendingSend(intent, time.GetTimestamp());
        lock (gate)
        {
            waiting.Enqueue(send);
            if (running)
                return send.Task;
            running = true;
        }

        _ = RunRoundsAsync();
        return send.Task;
    }

    /// <summary>Decides a send by what is true now, and writes nothing. Keys are left aside.</summary>
    /// <returns>The message as it would be.</returns>
    /// <exception cref="AllmineException">It would be refused.</exception>
    public async Task<SendReceipt> RehearseAsync(SendIntent intent, CancellationToken cancellationToken)
    {
        intent = intent with { Key = null, Fingerprint = null };
        var needs = new RoundNeeds();
        AddNeeds(needs, intent, chat: null);
        var decision = new Round(await store.LoadAsync(needs, cancellationToken), ids, time.GetUtcMilliseconds()).Decide(intent);
        return decision.Receipt ?? throw decision.Refusal!;
    }

    private async Task RunRoundsAsync()
    {
        // The rounds belong to no sender: the trace of the one who happens to start them is not theirs.
        Activity.Current = null;
        var idleTurns = 0;
        while (TakeWaiting() is var sends && (sends.Count > 0 || contended.Count > 0))
        {
            await RunAsync(sends);
            idleTurns = sends.Count > 0 ? 0 : idleTurns + 1;
            await RetryContendedAsync(idleTurns);
            // The first round may have run on its sender's thread. With a store that answers at once it would go on there,
            // and serve the others before it lets the sender have its own answer.
            await Task.Yield();
        }
    }

    /// <summary>Tries those again that were set aside, after a pause if nobody else kept the engine busy.</summary>
    private async Task RetryContendedAsync(int idleTurns)
    {
        if (contended.Count == 0)
            return;
        if (idleTurns > 0)
            await PauseAsync(idleTurns);
        List<PendingSend> again = [.. contended];
        contended.Clear();
        await RunAsync(again);
    }

    private List<PendingSend> TakeWaiting()
    {
        lock (gate)
        {
            var sends = new List<PendingSend>(Math.Min(waiting.Count, options.MaxRoundSends));
            var weight = 0;
            while (sends.Count < options.MaxRoundSends && waiting.TryPeek(out var send))
            {
                weight += send.Intent.Draft.Weight;
                if (weight > options.MaxRoundWeight && sends.Count > 0)
                    break;
                sends.Add(waiting.Dequeue());
            }

            running = sends.Count > 0 || contended.Count > 0;
            return sends;
        }
    }

    /// <summary>
    /// Brings every send to its answer, or sets it aside as contended. It never throws: whatever goes wrong is the answer.
    /// </summary>
    private async Task RunAsync(List<PendingSend> sends)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            sends = TurnAwayLate(sends);
            if (sends.Count == 0 || await TryRoundAsync(sends))
                return;

            AllmineTelemetry.Conflicts.Add(1);
            if (conflicts + 1 >= options.ConflictsBeforeSplit)
            {
                // A chat that keeps conflicting ends up alone and is set aside; the others go on without it.
                var destinations = sends.GroupBy(send => send.Intent.Destination).ToList();
                if (destinations.Count == 1)
                {
                    SetAside(sends);
                    return;
                }

                await RunAsync([.. destinations.Take(destinations.Count / 2).SelectMany(group => group)]);
                await RunAsync([.. destinations.Skip(destinations.Count / 2).SelectMany(group => group)]);
                return;
            }

            await PauseAsync(conflicts);
        }
    }

    /// <summary>Leaves sends for later. The rounds before their next turn know nothing of their deadlines, so they keep those themselves.</summary>
    private void SetAside(List<PendingSend> sends)
    {
        foreach (var send in sends)
            send.GiveUpAfter(Remaining([send]), time);
        contended.AddRange(sends);
    }

    /// <summary>One attempt: load, decide, commit. False after a conflict, when nothing was written and nobody answered.</summary>
    private async Task<bool> TryRoundAsync(List<PendingSend> sends)
    {
        var state = new RoundState();
        try
        {
            using var deadline = new CancellationTokenSource(Remaining(sends), time);
            state = await GatherAsync(sends, deadline.Token);

            var round = new Round(state, ids, time.GetUtcMilliseconds());
            var decisions = sends.ConvertAll(send => round.Decide(send.Intent));
            if (!round.Changes.IsEmpty && await store.CommitAsync(round.Changes, deadline.Token) == CommitResult.Conflict)
            {
                lastConflict = time.GetTimestamp();
                Forget(state);
                return false;
            }

            foreach (var chat in state.Chats)
                held.Keep(chat);
            Answer(sends, decisions);
            AllmineTelemetry.RoundSize.Record(sends.Count);
        }
        catch (Exception exception)
        {
            // What is in memory may be ahead of the store, or behind it.
            Forget(state);
            RoundFailed(logger, exception, sends.Count);
            var answer = exception is OperationCanceledException ? new StoreUnavailableException(exception) : exception;
            foreach (var send in sends)
                send.TrySetException(answer);
        }

        return true;
    }

    /// <summary>What the round must know: from memory where a chat is held, else from the store in one go.</summary>
    private async Task<RoundState> GatherAsync(List<PendingSend> sends, CancellationToken cancellationToken)
    {
        var needs = new RoundNeeds();
        var fromMemory = new List<Chat>();
        var distrust = lastConflict is { } conflict && time.GetElapsedTime(conflict) < options.DistrustOfMemory;
        foreach (var send in sends)
        {
            var chat = distrust ? null : HeldFor(send.Intent);
            if (chat is not null)
                fromMemory.Add(chat);
            AddNeeds(needs, send.Intent, chat);
        }

        var state = needs.IsEmpty ? new RoundState() : await store.LoadAsync(needs, cancellationToken);
        foreach (var chat in fromMemory)
        {
            // Loaded after all, because another send of the round could not rely on the held one.
            if (state.Find(chat.Id) is null)
                state.Add(chat);
        }

        return state;
    }

    /// <summary>
    /// The chat in memory that the send goes to. One that objects is not relied on: it may be out of date, and a commit
    /// only verifies what was let in.
    /// </summary>
    private Chat? HeldFor(SendIntent intent)
    {
        var chat = intent.ChatId is { } id ? held.Find(id) : held.Find(intent.Pair!.Value);
        return chat?.ObjectionTo(intent.Sender, intent.TargetUserId) is null ? chat : null;
    }

    private static void AddNeeds(RoundNeeds needs, SendIntent intent, Chat? chat)
    {
        if (intent.Key is { } key)
            needs.Keys.Add(key);
        if (intent.File is { } file)
            needs.Files.Add(file);
        if (chat is not null)
            return;
        if (intent.ChatId is { } id)
            needs.Chats.Add(id);
        if (intent.Pair is { } pair)
        {
            needs.Pairs.Add(pair);
            needs.Users.Add(intent.TargetUserId!.Value);
        }
    }

    private void Forget(RoundState state)
    {
        foreach (var chat in state.Chats)
            held.Drop(chat.Id);
    }

    private static void Answer(List<PendingSend> sends, List<Decision> decisions)
    {
        for (var i = 0; i < sends.Count; i++)
        {
            if (decisions[i].Receipt is { } receipt)
                sends[i].TrySetResult(receipt);
            else
                sends[i].TrySetException(decisions[i].Refusal!);
        }
    }

    private List<PendingSend> TurnAwayLate(List<PendingSend> sends)
    {
        // The clock is asked once for each: one that is in time now and late a moment after would get no answer at all.
        var late = sends.FindAll(send => !InTime(send));
        if (late.Count == 0)
            return sends;
        foreach (var send in late)
            send.TrySetException(new StoreUnavailableException());
        return [.. sends.Except(late)];
    }

    private bool InTime(PendingSend send) => time.GetElapsedTime(send.Arrival) < options.Deadline;

    /// <summary>The time left to the send that came first.</summary>
    private TimeSpan Remaining(List<PendingSend> sends)
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
