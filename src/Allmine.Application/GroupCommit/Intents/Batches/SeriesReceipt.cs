using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>The answer to sends of one chat, each for itself.</summary>
/// <param name="Items">In their order: each has a receipt or a refusal.</param>
public sealed record SeriesReceipt(IReadOnlyList<SeriesItem> Items);

/// <param name="Sent">Null if it was refused.</param>
/// <param name="Refusal">Why it was; null if it was not.</param>
public sealed record SeriesItem(CommittedSend? Sent, AllmineException? Refusal);
