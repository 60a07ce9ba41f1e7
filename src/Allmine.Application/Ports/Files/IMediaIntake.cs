using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Files;

/// <summary>Takes in the bytes of an upload while they arrive.</summary>
public interface IMediaIntake
{
    /// <summary>
    /// Reads the stream to its end into a temporary file, and finds out about it on the way; memory does not grow with it.
    /// What the stream throws is passed on, with nothing left behind.
    /// </summary>
    /// <param name="bytes">The upload.</param>
    /// <param name="fileName">As the client sent it.</param>
    /// <param name="declaredType">The content type that the client declared.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusedException">More bytes than its kind may have: told before the rest has arrived.</exception>
    /// <exception cref="StoreUnavailableException">The disk failed or is full.</exception>
    Task<IReceivedFile> ReceiveAsync(Stream bytes, string? fileName, string? declaredType, CancellationToken cancellationToken);
}
