using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;

namespace Allmine.Application.Messages.SendBatch;

/// <param name="Items">In their order.</param>
/// <param name="Replayed">Whether an earlier request with the same key sent them, as one.</param>
/// <param name="Rehearsed">Whether nothing was written, because the request was a dry run.</param>
public sealed record SendBatchResult(IReadOnlyList<SentItem> Items, bool Replayed, bool Rehearsed) : IReplayable;

/// <summary>What became of one item: there is a message or an error.</summary>
/// <param name="View">The message as it was when it was sent, or as it would be.</param>
/// <param name="Replayed">Whether it was sent, or refused for good, by an earlier request with the same key.</param>
/// <param name="Balance">The sender's balance after a credit transfer.</param>
/// <param name="Errors">Why it was not sent.</param>
public sealed record SentItem(MessageView? View, bool Replayed, long? Balance, IReadOnlyList<ErrorDetail>? Errors)
{
    /// <summary>Something went wrong that a caller is not told of.</summary>
    internal static SentItem Failed { get; } = new(null, false, null, [new ErrorDetail(ErrorCode.ServerError)]);

    /// <summary>Whether it may have been sent after all.</summary>
    internal bool IsUnknown => Errors is [{ Code.Kind: ErrorKind.Unavailable }, ..];

    internal static SentItem Sent(CommittedSend sent) => new(MessageView.JustSent(sent.Message), sent.Replayed, sent.Balance, null);

    internal static SentItem Refused(AllmineException refusal) => new(null, refusal is RefusedException { Replayed: true }, null, refusal.Errors);

    internal static SentItem Of(SeriesItem item) => item switch
    {
        { Refusal: { } refusal } => Refused(refusal),
        { Sent: { } sent } => Sent(sent),
        _ => throw new InvalidOperationException("An item was neither sent nor refused."),
    };
}
