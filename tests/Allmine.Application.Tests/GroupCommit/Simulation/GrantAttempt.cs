using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One request of a backend to one node for a grant, and the answer it saw.</summary>
internal sealed class GrantAttempt(int number, GrantIntent intent)
{
    public GrantIntent Intent { get; } = intent;

    public bool HasEnded { get; private set; }

    public CommittedGrant? Receipt { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The node went down before it answered, or the store did not answer: something may have been written.</summary>
    public bool IsUnknown => HasEnded && Receipt is null && Error is null or StoreUnavailableException or InjectedFaultException;

    /// <summary>The code of a refusal; null for every other end.</summary>
    public string? Refusal => Error is AllmineException refusal and not StoreUnavailableException ? refusal.Errors[0].Name : null;

    public void End(CommittedGrant? receipt, Exception? error)
    {
        if (HasEnded)
            throw new InvalidOperationException($"Grant {number} was answered twice.");
        (HasEnded, Receipt, Error) = (true, receipt, error);
    }

    public override string ToString() =>
        $"grant #{number} of {Intent.Grant.Amount} to {Intent.Grant.RecipientId.ToString()[^2..]} key {Intent.Key!.Value.Key}: "
        + (Receipt is { } receipt ? $"{receipt.Balance}{(receipt.Replayed ? " replayed" : "")}" : Refusal ?? Error?.Message ?? (HasEnded ? "node died" : "no answer"));
}
