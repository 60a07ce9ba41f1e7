using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;

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
