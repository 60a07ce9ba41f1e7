using System.Diagnostics;
using Allmine.Application.Abstractions;
using Allmine.Application.Telemetry;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.SendLog;

/// <summary>
/// Takes every send of this node, and every grant of credits. All that wait at a moment make one round, which is loaded,
/// decided and committed as one; a lone send waits for nobody. One round is in flight at a time, so a chat or a wallet is
/// never in two of them.
/// </summary>
/// <remarks>
/// The promises, which the simulation tests hold: a receipt is given only for what is committed; a key has one effect;
/// numbers follow one another without gaps; a send is refused, or let in, by what is true at the commit, however old the
/// chats and wallets in memory are; no wallet goes below zero, and what one loses another gains.
/// </remarks>
public sealed partial class SendLogEngine(
    ISendStore store, IIdGenerator ids, TimeProvider time, ILogger<SendLogEngine> logger, SendLogOptions options)
{
    private readonly Lock gate = new();
    private readonly Queue<PendingIntent> waiting = new();
    private readonly HeldChats held = new(options.HeldChats);
    private readonly HeldWallets heldWallets = new(options.HeldWallets);

    /// <summary>Sends that keep conflicting, and are tried again after those who have come meanwhile. Only rounds touch it.</summary>
    private readonly List<PendingIntent> contended = [];

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
        Enqueue(send);
        return send.Task;
    }

    /// <summary>Grants credits, and answers once it is durable.</summary>
    /// <inheritdoc cref="AppendAsync" path="/exception"/>
    public Task<GrantReceipt> GrantAsync(GrantIntent intent)
    {
        var grant = new PendingGrant(intent, time.GetTimestamp());
        Enqueue(grant);
        return grant.Task;
    }

    /// <summary>Decides a send by what is true now, and writes nothing. Keys are left aside.</summary>
    /// <returns>The message as it would be.</returns>
    /// <exception cref="AllmineException">It would be refused.</exception>
    public async Task<SendReceipt> RehearseAsync(SendIntent intent, CancellationToken cancellationToken)
    {
        intent = intent with { Key = null, Fingerprint = null };
        var needs = new RoundNeeds();
        AddNeeds(needs, intent, chat: null);
        var state = await store.LoadAsync(needs, cancellationToken);
        await AddWalletsAsync(state, [intent], trustsMemory: false, cancellationToken);
        var decision = new Round(state, ids, time.GetUtcMilliseconds()).Decide(intent);
        return decision.Receipt ?? throw decision.Refusal!;
    }

    private void Enqueue(PendingIntent intent)
    {
        lock (gate)
        {
            waiting.Enqueue(intent);
            if (running)
                return;
            running = true;
        }

        _ = RunRoundsAsync();
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
        List<PendingIntent> again = [.. contended];
        contended.Clear();
        await RunAsync(again);
    }

    private List<PendingIntent> TakeWaiting()
    {
        lock (gate)
        {
            var sends = new List<PendingIntent>(Math.Min(waiting.Count, options.MaxRoundSends));
            var weight = 0;
            while (sends.Count < options.MaxRoundSends && waiting.TryPeek(out var send))
            {
                weight += send.Intent.Weight;
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
    private async Task RunAsync(List<PendingIntent> sends)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            sends = TurnAwayLate(sends);
            if (sends.Count == 0 || await TryRoundAsync(sends))
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
        contended.AddRange(sends);
    }

    /// <summary>One attempt: load, decide, commit. False after a conflict, when nothing was written and nobody answered.</summary>
    private async Task<bool> TryRoundAsync(List<PendingIntent> sends)
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
            foreach (var wallet in state.Wallets.Values)
                heldWallets.Keep(wallet);
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
                send.Refuse(answer);
        }

        return true;
    }

    /// <summary>What the round must know: from memory where a chat is held, else from the store in one go.</summary>
    private async Task<RoundState> GatherAsync(List<PendingIntent> sends, CancellationToken cancellationToken)
    {
        var needs = new RoundNeeds();
        var fromMemory = new List<Chat>();
        var distrust = lastConflict is { } conflict && time.GetElapsedTime(conflict) < options.DistrustOfMemory;
        foreach (var send in sends)
        {
            var chat = distrust || send.Intent is not SendIntent intent ? null : HeldFor(intent);
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

        await AddWalletsAsync(state, sends.ConvertAll(send => send.Intent), trustsMemory: !distrust, cancellationToken);
        return state;
    }

    /// <summary>
    /// The wallets that credits move between. They come last, because only its chat may tell who gets a transfer. One in
    /// memory is relied on where it can't lead to a refusal: it may be out of date, and a commit only verifies what was booked.
    /// </summary>
    private async Task AddWalletsAsync(RoundState state, List<LogIntent> intents, bool trustsMemory, CancellationToken cancellationToken)
    {
        var flows = CreditFlows.Of(intents, state);
        var needs = new RoundNeeds();
        foreach (var owner in flows.Owners)
        {
            if (trustsMemory && heldWallets.Find(owner) is { } wallet && !flows.CanExceed(wallet))
                state.Wallets.Add(owner, wallet);
            else
                needs.Wallets.Add(owner);
        }

        if (needs.IsEmpty)
            return;
        var loaded = await store.LoadAsync(needs, cancellationToken);
        foreach (var owner in needs.Wallets)
            state.Wallets.Add(owner, loaded.Wallets.GetValueOrDefault(owner) ?? Wallet.Empty(owner));
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

    private static void AddNeeds(RoundNeeds needs, LogIntent intent, Chat? chat)
    {
        if (intent.Key is { } key)
            needs.Keys.Add(key);
        if (intent is SendIntent send)
            AddNeeds(needs, send, chat);
        else if (intent is GrantIntent { Grant: var grant })
            needs.Users.Add(grant.RecipientId);
    }

    private static void AddNeeds(RoundNeeds needs, SendIntent intent, Chat? chat)
    {
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
        foreach (var owner in state.Wallets.Keys)
            heldWallets.Drop(owner);
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
