using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One request to one node to change a chat itself, and the answer it saw.</summary>
internal sealed class ChatAttempt(int number, ChatIntent intent)
{
    public ChatIntent Intent { get; } = intent;

    public int StartStep { get; init; }

    public int EndStep { get; private set; }

    public bool HasEnded { get; private set; }

    public CommittedChatChange? Receipt { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The node went down before it answered, or the store did not answer: something may have been written.</summary>
    public bool IsUnknown => HasEnded && Receipt is null && Error is null or StoreUnavailableException or InjectedFaultException;

    /// <summary>The code of a refusal; null for every other end.</summary>
    public string? Refusal => Error is AllmineException refusal and not StoreUnavailableException ? refusal.Errors[0].Name : null;

    public void End(int step, CommittedChatChange? receipt, Exception? error)
    {
        if (HasEnded)
            throw new InvalidOperationException($"Change {number} was answered twice.");
        (HasEnded, EndStep, Receipt, Error) = (true, step, receipt, error);
    }

    public override string ToString() =>
        $"change #{number} {Intent.GetType().Name} of {Intent.ChatId.ToString()[^8..]} by {Intent.By.UserId.ToString()[^2..]}: "
        + (Receipt is { } receipt ? (receipt.IsChange ? "done" : "nothing") : Refusal ?? Error?.Message ?? (HasEnded ? "node died" : "no answer"));
}
