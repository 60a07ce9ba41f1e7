using Allmine.Application.SendLog;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Abstractions;

/// <summary>The files that users have uploaded: what is known of them, not their bytes.</summary>
/// <exception cref="StoreUnavailableException">From any method: the store did not answer.</exception>
public interface IFileRepository
{
    /// <summary>The owner's file of that identifier, or else the newest of that name; null if there is none.</summary>
    Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken);

    Task AddAsync(UploadedFile file, CancellationToken cancellationToken);
}
