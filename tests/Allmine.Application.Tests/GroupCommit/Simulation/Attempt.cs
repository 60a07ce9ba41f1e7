using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>One request of a client to one node, and the answer it saw.</summary>
internal sealed class Attempt(int number, MessageIntent intent, bool isDryRun)
{
    public int Number { get; } = number;

    public MessageIntent Intent { get; } = intent;

    public bool IsDryRun { get; } = isDryRun;

    public int StartStep { get; init; }

    public TimeSpan StartTime { get; init; }

    public int EndStep { get; private set; }

    public TimeSpan EndTime { get; private set; }

    public bool HasEnded { get; private set; }

    public CommittedSend? Receipt { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>The node went down before it answered.</summary>
    public bool NodeDied => HasEnded && Receipt is null && Error is null;

    /// <summary>Whether something may have been written all the same.</summary>
    public bool IsUnknown => NodeDied || Error is StoreUnavailableException or InjectedFaultException;

    /// <summary>The code of a refusal; null for every other end.</summary>
    public string? Refusal => Error is AllmineException refusal and not StoreUnavailableException ? refusal.Errors[0].Name : null;

    public void End(int step, TimeSpan time, CommittedSend? receipt, Exception? error)
    {
        if (HasEnded)
            throw new InvalidOperationException($"Attempt {Number} was answered twice.");
        (HasEnded, EndStep, EndTime, Receipt, Error) = (true, step, time, receipt, error);
    }

    public override string ToString() =>
        $"#{Number} {(IsDryRun ? "dry run" : "send")} {Intent.MessageId.ToString()[^8..]} by {Intent.Sender.ToString()[^2..]} key {Intent.Key?.Key ?? "none"}: "
        + (Receipt is { } receipt ? $"{receipt.Message.ChatId.ToString()[^8..]}/{receipt.Message.Sequence}{(receipt.Replayed ? " replayed" : "")}"
            : Refusal ?? Error?.Message ?? (HasEnded ? "node died" : "no answer"));
}
