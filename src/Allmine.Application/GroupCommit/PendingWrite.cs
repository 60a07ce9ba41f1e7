using System.Diagnostics;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit;

/// <summary>An intent that waits for its answer.</summary>
/// <param name="intent">What is to be done.</param>
/// <param name="arrival">When it came, as a timestamp of the engine's clock.</param>
/// <param name="locks">The chats and wallets that it changes.</param>
internal abstract class PendingWrite(Intent intent, long arrival, LockKey[] locks)
{
    public Intent Intent { get; } = intent;

    public long Arrival { get; } = arrival;

    public LockKey[] Locks { get; } = locks;

    /// <summary>When it came, for the metrics: by a clock that tests have no hand in, as <see cref="Stopwatch.GetTimestamp"/> tells it.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>The span of whoever asked for it; null where nobody collects spans.</summary>
    public Activity? Span { get; } = AllmineTelemetry.Source.HasListeners() ? Activity.Current : null;

    /// <summary>Its place in the queue; of no meaning once it has been taken.</summary>
    public LinkedListNode<PendingWrite>? Place { get; set; }

    /// <summary>
    /// Whether a commit with it has failed for a reason that leaves open what it wrote. From then on it can be accepted, but
    /// not refused: a refusal says that nothing was written.
    /// </summary>
    public bool MayBeWritten { get; set; }

    /// <summary>Whether the commit of its round is to meet a conflict, because the caller asks for it.</summary>
    public bool AsksConflict { get; set; }

    /// <summary>Why the last decision refused it; null if it did not.</summary>
    public abstract AllmineException? Refusal { get; }

    /// <summary>Whether it has its answer.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Decides it in a round. The decision is the answer once the round is committed.</summary>
    public abstract void Decide(RoundDecider round);

    /// <summary>Answers as decided last.</summary>
    public void Answer()
    {
        if (Refusal is { } refusal)
            Refuse(MayBeWritten ? new StoreUnavailableException(refusal) : refusal);
        else
            Accept();
    }

    public abstract void Refuse(Exception exception);

    protected abstract void Accept();
}
