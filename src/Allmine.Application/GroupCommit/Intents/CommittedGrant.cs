using Allmine.Domain.Credits;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>The answer to a grant that is committed.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Balance">The user's balance after it, as it was then.</param>
/// <param name="Replayed">Whether an earlier request with the same key led to it.</param>
public sealed record CommittedGrant(Grant Grant, long Balance, bool Replayed);
