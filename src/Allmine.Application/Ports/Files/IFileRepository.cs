using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Files;

/// <summary>
/// The files that users have uploaded: what is known of them, not their bytes. <see cref="ICommitStore"/> alone binds them.
/// </summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
/// <exception cref="UnreadableRecordException">From <see cref="FindAsync"/>: the file's record can't be read. The sweep leaves such a file alone.</exception>
public interface IFileRepository
{
    /// <summary>
    /// The owner's file of that identifier, or else the newest of that name; null if there is none. Only files that are
    /// <see cref="FileState.Staged"/> or <see cref="FileState.Bound"/> are found.
    /// </summary>
    Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken);

    Task AddAsync(UploadedFile file, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a file unless its owner's files, this one included, would have more bytes together than <paramref name="maxOwnerBytes"/>. Files that
    /// are added at once, on any nodes, count for one another: the limit is never passed. Files that were added without a limit count.
    /// </summary>
    /// <returns>False, with nothing added, if they would have more.</returns>
    /// <exception cref="RefusedException"><c>auth.forbidden</c>: where the directory is asked, the owner is not in it.</exception>
    Task<bool> TryAddAsync(UploadedFile file, long maxOwnerBytes, CancellationToken cancellationToken);

    /// <summary>
    /// How many bytes the owner's files have together: their <see cref="MediaContent.Size"/>, in every state, until their entries are removed.
    /// </summary>
    Task<long> SumBytesAsync(Id<User> owner, CancellationToken cancellationToken);

    /// <summary>Makes a pending file one that its owner can name. False if it is not pending any more.</summary>
    Task<bool> StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken);

    /// <summary>Makes a pending file abandoned. False, with nothing changed, if a message carries it or it is gone.</summary>
    Task<bool> AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes files abandoned that were uploaded before that time and that no message carries, and returns some of all
    /// abandoned ones, at most <paramref name="limit"/>: also those that an earlier call, perhaps of another process, has
    /// returned and that were not removed since.
    /// </summary>
    Task<IReadOnlyList<UploadedFile>> AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an abandoned file's entry; nothing happens if it is not abandoned, or not there.</summary>
    Task RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken);
}
