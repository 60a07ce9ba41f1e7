namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>The answer to sends that were committed as one.</summary>
/// <param name="Items">In their order.</param>
/// <param name="Replayed">Whether an earlier request with the same key led to it.</param>
public sealed record CommittedBatch(IReadOnlyList<CommittedSend> Items, bool Replayed);
