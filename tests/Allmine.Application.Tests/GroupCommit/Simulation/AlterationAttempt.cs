using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One request to one node to alter a message, and the answer it saw.</summary>
internal sealed class AlterationAttempt(int number, AlterationIntent intent)
{
    public AlterationIntent Intent { get; } = intent;

    /// <summary>When the message had been read for it.</summary>
    public int StartStep { get; init; }

    public int EndStep { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>The message as it was answered.</summary>
    public Message? Receipt { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The node went down before it answered, or the store did not answer: something may have been written.</summary>
    public bool IsUnknown => HasEnded && Receipt is null && Error is null or StoreUnavailableException or InjectedFaultException;

    /// <summary>The code of a refusal; null for every other end.</summary>
    public string? Refusal => Error is AllmineException refusal and not StoreUnavailableException ? refusal.Errors[0].Name : null;

    /// <summary>The words of an edit; null for every other kind.</summary>
    public string? Words => (Intent as EditIntent)?.Edit.Content.Value;

    public void End(int step, Message? receipt, Exception? error)
    {
        if (HasEnded)
            throw new InvalidOperationException($"Alteration {number} was answered twice.");
        (HasEnded, EndStep, Receipt, Error) = (true, step, receipt, error);
    }

    public override string ToString() =>
        $"alteration #{number} {Intent.GetType().Name} of {Intent.Read.ChatId.ToString()[^8..]}/{Intent.Read.Sequence} by {Intent.UserId?.ToString()[^2..] ?? "nobody"} {Words}: "
        + (Receipt is { } receipt ? $"change {receipt.Change}" : Refusal ?? Error?.Message ?? (HasEnded ? "node died" : "no answer"));
}
