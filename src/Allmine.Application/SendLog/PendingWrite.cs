using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>An intent that waits for its answer.</summary>
/// <param name="intent">What is to be done.</param>
/// <param name="arrival">When it came, as a timestamp of the engine's clock.</param>
/// <param name="keys">What it contends for with others.</param>
internal abstract class PendingWrite(Intent intent, long arrival, LockKey[] keys)
{
    public Intent Intent { get; } = intent;

    public long Arrival { get; } = arrival;

    public LockKey[] Locks { get; } = keys;

    /// <summary>Its place among those who wait; of no meaning once it has been taken.</summary>
    public LinkedListNode<PendingWrite>? Place { get; set; }

    /// <summary>
    /// Whether a commit with it has failed for a reason that leaves open what it wrote. From then on it can be accepted, but
    /// not refused: a refusal says that nothing was written.
    /// </summary>
    public bool MayBeWritten { get; set; }

    public void Answer(in Decision decision)
    {
        if (decision.Refusal is { } refusal)
            Refuse(MayBeWritten ? new StoreUnavailableException(refusal) : refusal);
        else
            Accept(decision);
    }

    public abstract void Refuse(Exception exception);

    /// <summary>Whether it has its answer.</summary>
    public abstract bool IsAnswered { get; }

    protected abstract void Accept(in Decision decision);
}
