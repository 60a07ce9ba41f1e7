using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Media.Disk;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>
/// The folder of the files that are not in the store yet. Several processes may share it: each holds a lock on a file of its
/// own there, which the operating system ends with the process, however that ends. What belongs to no living process is
/// removed at the next start of any of them.
/// </summary>
public sealed class MediaSpool(string folder) : IStoreInitializer, IDisposable
{
    private const string FileSuffix = ".part.tmp";
    private const string LockSuffix = ".lock";
    private const char AfterOwner = '-';

    private readonly string owner = Guid.NewGuid().ToString("N");
    private FileStream? ownLock;
    private long files;

    public string Folder { get; } = folder;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    /// <summary>Creates the folder if there is none, takes the lock, and removes what processes that were killed have left.</summary>
    /// <exception cref="StoreSetupException">The folder can't be written.</exception>
    public void Prepare()
    {
        try
        {
            OwnerOnly.TakeFolder(Folder);
            ownLock ??= OpenLock(owner, FileMode.CreateNew);
            Sweep();
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            throw new StoreSetupException($"The folder {Folder} for uploads can't be written: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Where something made of a file of the spool is put: it goes with the file's owner.</summary>
    public static string PathBeside(string path, string purpose) => $"{path}.{purpose}{FileSuffix}";

    /// <summary>A file of its own for the caller, who disposes it.</summary>
    /// <exception cref="InvalidOperationException">The spool was not prepared, so that others would take the file for a leftover.</exception>
    public SpoolFile Create()
    {
        if (ownLock is null)
            throw new InvalidOperationException("The spool has to be prepared first.");
        return new SpoolFile(Path.Combine(Folder, $"{owner}{AfterOwner}{Interlocked.Increment(ref files)}{FileSuffix}"));
    }

    public void Dispose() => ownLock?.Dispose();

    private void Sweep()
    {
        var left = Directory.EnumerateFiles(Folder, $"*{FileSuffix}").ToLookup(OwnerOf);
        var owners = Directory.EnumerateFiles(Folder, $"*{LockSuffix}").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Union(left.Select(group => group.Key)).Where(other => other != owner);
        foreach (var other in owners.ToList())
        {
            // A living process has had its lock since before its first file, and keeps it.
            if (!TryTakeLock(other, out var itsLock))
                continue;
            using (itsLock)
            {
                foreach (var path in left[other])
                    File.Delete(path);
            }
        }
    }

    /// <param name="other">The owner.</param>
    /// <param name="taken">Null if there is no lock any more.</param>
    /// <returns>False if the owner lives.</returns>
    private bool TryTakeLock(string other, out FileStream? taken)
    {
        taken = null;
        try
        {
            taken = OpenLock(other, FileMode.Open);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Opening locks the file; closing deletes it first, so that a lock that can be taken is nobody's.</summary>
    private FileStream OpenLock(string name, FileMode mode) =>
        OwnerOnly.Open(Path.Combine(Folder, name + LockSuffix), mode, FileShare.None, FileOptions.DeleteOnClose);

    private static string OwnerOf(string path) => Path.GetFileName(path).Split(AfterOwner)[0];
}
