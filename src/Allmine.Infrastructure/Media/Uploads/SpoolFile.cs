using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Disk;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>
/// A temporary file of a <see cref="MediaSpool"/>. There is nothing at its path until something is written, by this class or
/// by whoever takes the path; whatever is there is deleted in the end. For one caller at a time.
/// </summary>
public sealed class SpoolFile : IDisposable
{
    private FileStream? writing;

    internal SpoolFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>How many bytes <see cref="WriteAsync"/> has written.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="StoreUnavailableException">The disk failed or is full.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            writing ??= OwnerOnly.Open(Path, FileMode.CreateNew, FileShare.None, FileOptions.Asynchronous);
            await RandomAccess.WriteAsync(writing.SafeFileHandle, bytes, Length, cancellationToken);
            Length += bytes.Length;
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Ends the writing: the file can be opened by others now.</summary>
    public void Close()
    {
        writing?.Dispose();
        writing = null;
    }

    public void Dispose()
    {
        Close();
        DiskFaults.Discard(Path);
    }
}
