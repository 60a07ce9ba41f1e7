using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Store;

/// <summary>
/// The store's side of the group commit: all that a round must know, and all that it changes. Nothing else writes messages,
/// what becomes of them, the numbers of chats, wallets, ledger entries, or outcomes.
/// </summary>
public interface ICommitStore
{
    /// <summary>How many rounds it is worth to have in flight: 1 where the store carries them out one after the other.</summary>
    int RoundsAtOnce { get; }

    /// <summary>
    /// Reads what the round names, as of one moment after the call was made; what isn't there is left out. The chats and
    /// wallets returned belong to the caller. One command for each sort of thing, however many are named. A record that can't
    /// be read is marked as such in the state (<see cref="RoundState.MarkUnreadable"/>): it concerns nobody but those who need it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all of the changes, durably, or none. None, and <see cref="CommitResult.Conflict"/>, if a chat has another
    /// revision, another last number or another number of alterations than the round was decided on, if a new direct chat exists by now, if a file to be bound
    /// is abandoned or gone by now, if a wallet has more entries than the round was decided on, if a message is stored already, or if one that is altered is not as it was decided on. None, too, if a key is used:
    /// <see cref="CommitResult.UsedKey"/> if that is all, either if two commits with the key meet.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store did not answer: all or nothing was written, it isn't known which.</exception>
    Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken);
}
