using Allmine.Application.Telemetry;
using Allmine.Domain.Credits;

namespace Allmine.Application.Credits.GrantCredits;

/// <param name="Grant">Who got how much.</param>
/// <param name="Balance">The user's balance after the grant, the same on a replay.</param>
/// <param name="Replayed">Whether an earlier request with the same key had made the grant.</param>
public sealed record GrantCreditsResult(Grant Grant, long Balance, bool Replayed) : IReplayable;
