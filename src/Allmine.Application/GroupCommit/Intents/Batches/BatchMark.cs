using Allmine.Application.Ports.Idempotency;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>The batch that an intent is a part of, where each part is committed for itself.</summary>
/// <param name="Key">The batch's key, in its own scope.</param>
/// <param name="Fingerprint">Says that the batch is not atomic.</param>
/// <param name="IsKept">Whether it is remembered for ever, because one of its parts may be.</param>
public sealed record BatchMark(IdempotencyKey Key, Fingerprint Fingerprint, bool IsKept);
