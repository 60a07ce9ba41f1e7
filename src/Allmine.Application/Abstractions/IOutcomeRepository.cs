using Allmine.Application.SendLog;
using Allmine.Domain.Errors;

namespace Allmine.Application.Abstractions;

/// <summary>
/// What became of the sends and grants that had an idempotency key. Written by <see cref="ISendStore"/> alone; kept for at least
/// <see cref="KeyOutcome.LeastRetention"/>, and for ever where <see cref="KeyOutcome.IsPermanent"/> says so.
/// </summary>
public interface IOutcomeRepository
{
    /// <summary>The outcome with its message, or null if nothing is recorded under the key.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="UnreadableRecordException">The record of the key, or of its message, can't be read.</exception>
    Task<KeyOutcome?> FindAsync(OutcomeKey key, CancellationToken cancellationToken);
}
