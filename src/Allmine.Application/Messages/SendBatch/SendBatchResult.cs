using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;

namespace Allmine.Application.Messages.SendBatch;

/// <param name="Items">In their order.</param>
/// <param name="Replayed">Whether an earlier request with the same key sent them, as one.</param>
/// <param name="Rehearsed">Whether nothing was written, because the request was a dry run.</param>
public sealed record SendBatchResult(IReadOnlyList<SentItem> Items, bool Replayed, bool Rehearsed) : IReplayable;

/// <summary>What became of one item: there is a message or a refusal.</summary>
/// <param name="View">The message as it was when it was sent, or as it would be.</param>
/// <param name="Replayed">Whether it was sent, or refused for good, by an earlier request with the same key.</param>
/// <param name="Balance">The sender's balance after a credit transfer.</param>
/// <param name="Refusal">Why it was not sent.</param>
public sealed record SentItem(MessageView? View, bool Replayed, long? Balance, AllmineException? Refusal);
