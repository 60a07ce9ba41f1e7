using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>
/// What became of the sends and grants that had an idempotency key. Written by <see cref="ICommitStore"/> alone; kept for at least
/// <see cref="IdempotencyRecord.LeastRetention"/>, and for ever where <see cref="IdempotencyRecord.IsPermanent"/> says so.
/// </summary>
public interface IIdempotencyRepository
{
    /// <summary>The outcome with its message, or null if nothing is recorded under the key.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="UnreadableRecordException">The record of the key, or of its message, can't be read.</exception>
    Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken);
}
