using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One request to one node for a batch that is committed as one, and the answer it saw.</summary>
internal sealed class BatchAttempt(int number, BatchIntent intent)
{
    public BatchIntent Intent { get; } = intent;

    /// <summary>The sends, each with the message that it is to be.</summary>
    public IReadOnlyList<MessageIntent> Sends { get; } = [.. intent.Sends.Cast<MessageIntent>()];

    public bool HasEnded { get; private set; }

    public CommittedBatch? Receipt { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The node went down before it answered, or the store did not answer: something may have been written.</summary>
    public bool IsUnknown => HasEnded && Receipt is null && Error is null or StoreUnavailableException or InjectedFaultException;

    /// <summary>The code of a refusal; null for every other end.</summary>
    public string? Refusal => Error is AllmineException refusal and not StoreUnavailableException ? refusal.Errors[0].Name : null;

    public void End(CommittedBatch? receipt, Exception? error)
    {
        if (HasEnded)
            throw new InvalidOperationException($"Batch {number} was answered twice.");
        (HasEnded, Receipt, Error) = (true, receipt, error);
    }

    public override string ToString() =>
        $"batch #{number} of {Sends.Count} key {Intent.Key!.Value.Key}: "
        + (Receipt is { } receipt ? $"sent{(receipt.Replayed ? " replayed" : "")}" : Refusal ?? Error?.Message ?? (HasEnded ? "node died" : "no answer"));
}
