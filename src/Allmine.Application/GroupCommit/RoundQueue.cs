using Allmine.Application.GroupCommit.Locks;

namespace Allmine.Application.GroupCommit;

/// <summary>
/// What waits for a round, and who may run the next one. A chat is in at most one round in flight, and so is a wallet: what
/// would be in two of them waits for the first. It does not lock; whoever uses it does.
/// </summary>
/// <remarks>
/// A round that begins beside another one takes its share of those who wait and makes both smaller, while each costs the
/// store about the same. So a second one begins only where enough wait for it, and nearly as many as the one in flight has.
/// </remarks>
/// <param name="options">Bounds of a round.</param>
/// <param name="roundsAtOnce">The most rounds in flight.</param>
internal sealed class RoundQueue(GroupCommitOptions options, int roundsAtOnce)
{
    private readonly LinkedList<PendingWrite> waiting = new();
    private readonly List<PendingWrite> contended = [];
    private readonly List<QueuedRound> inFlight = [];
    private int runners;

    /// <summary>How many of those who wait contended with no round in flight when they were looked at last.</summary>
    private int free;

    private bool lastWasContended;

    /// <summary>Lets an intent wait for a round.</summary>
    /// <returns>Whether the caller is to run rounds from now on, until <see cref="Take"/> gives none.</returns>
    public bool Add(PendingWrite intent)
    {
        intent.Place = waiting.AddLast(intent);
        if (IsBusy(intent))
            return false;
        free++;
        if (runners > 0 && (runners == roundsAtOnce || free < Worthwhile()))
            return false;
        runners++;
        return true;
    }

    /// <summary>Whether nobody waits, and no round is in flight.</summary>
    public bool IsIdle => Count + inFlight.Count == 0;

    /// <summary>How many wait for a round.</summary>
    public int Count => waiting.Count + contended.Count;

    /// <summary>When the intent came that has waited longest for its answer, in a round or for one; null if all have theirs.</summary>
    public long? OldestUnanswered
    {
        get
        {
            var unanswered = FindInRounds(intent => !intent.IsAnswered).Concat(contended);
            if (waiting.First is { } first)
                unanswered = unanswered.Append(first.Value);
            return unanswered.Select(intent => (long?)intent.Arrival).Min();
        }
    }

    /// <summary>Sets intents aside that keep conflicting: they are tried again after those who have come meanwhile.</summary>
    public void SetAside(IEnumerable<PendingWrite> intents) => contended.AddRange(intents);

    /// <summary>The next round, in the order of arrival; null if there is none, and the caller has run its last.</summary>
    public QueuedRound? Take()
    {
        // Turn by turn, so that neither those set aside nor the others have to wait for all of the rest.
        var round = lastWasContended ? TakeWaiting() ?? TakeContended() : TakeContended() ?? TakeWaiting();
        if (round is null)
        {
            runners--;
            return null;
        }

        lastWasContended = round.IsContended;
        inFlight.Add(round);
        return round;
    }

    /// <summary>The round is over: what it was to change is free for others.</summary>
    public void Release(QueuedRound round) => inFlight.Remove(round);

    /// <summary>The caller runs no more rounds, though <see cref="Take"/> may still have some.</summary>
    public void EndRunner() => runners--;

    /// <summary>Whether the caller is to run rounds because others wait and nobody does.</summary>
    public bool TryBeginRunner()
    {
        if (runners > 0 || (waiting.Count == 0 && contended.Count == 0))
            return false;
        runners++;
        return true;
    }

    /// <summary>Those in rounds in flight of which that is true.</summary>
    public List<PendingWrite> FindInRounds(Predicate<PendingWrite> match) =>
        [.. inFlight.SelectMany(round => round.Intents).Where(intent => match(intent))];

    /// <summary>Takes out those that came by then and still wait for a round: they get none any more.</summary>
    public List<PendingWrite> TakeOverdue(long arrivedBy)
    {
        var overdue = contended.FindAll(intent => intent.Arrival <= arrivedBy);
        contended.RemoveAll(overdue.Contains);
        // In the order of arrival, about: threads that come at once may have their places in another order than their times.
        for (var node = waiting.First; node is not null && node.Value.Arrival <= arrivedBy; node = waiting.First)
        {
            overdue.Add(node.Value);
            waiting.Remove(node);
        }

        return overdue;
    }

    private QueuedRound? TakeContended()
    {
        var round = new QueuedRound(isContended: true);
        contended.RemoveAll(intent =>
        {
            if (IsBusy(intent) || round.IsFullFor(intent, options))
                return false;
            round.Add(intent);
            return true;
        });
        return round.Intents.Count > 0 ? round : null;
    }

    private QueuedRound? TakeWaiting()
    {
        var round = new QueuedRound(isContended: false);
        // What those want who are left waiting, or set aside: who came after them must not take it first, or their wait has no end.
        var wanted = new LockSet();
        foreach (var intent in contended.Where(IsBusy))
            wanted.Add(intent.Locks);
        var node = waiting.First;
        for (; node is not null && !round.IsFullFor(node.Value, options); node = node.Next)
        {
            var intent = node.Value;
            if (IsBusy(intent) || wanted.Overlaps(intent.Locks))
                wanted.Add(intent.Locks);
            else
                round.Add(intent);
        }

        var isWorthwhile = round.Intents.Count >= (runners == 1 ? 1 : Worthwhile());
        // Those left count as free, looked at or not: at worst, a second round is a small one.
        free = isWorthwhile && node is null ? 0 : waiting.Count;
        if (!isWorthwhile)
            return null;
        round.Intents.ForEach(intent => waiting.Remove(intent.Place!));
        return round;
    }

    /// <summary>How many intents are worth a round beside those in flight.</summary>
    private int Worthwhile()
    {
        var largest = 0;
        foreach (var round in inFlight)
            largest = Math.Max(largest, round.Intents.Count);
        return Math.Max(options.SecondRoundFrom, (int)(options.SecondRoundShare * largest));
    }

    private bool IsBusy(PendingWrite intent)
    {
        foreach (var round in inFlight)
        {
            if (round.Keys.Overlaps(intent.Locks))
                return true;
        }

        return false;
    }
}
