using System.Text;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Uploads;

namespace Allmine.Infrastructure.Media.Disk;

/// <summary>
/// Keeps each file under its key in one folder, with its name in a small file beside it. A file is brought next to it, synced, and renamed when it is whole, so that
/// half a file is never found under a key.
/// </summary>
/// <param name="folder">May be shared by several nodes.</param>
/// <param name="spool">A folder on the same volume.</param>
internal sealed class DiskMediaStore(string folder, MediaSpool spool) : IMediaStore, IStoreInitializer
{
    private const int BufferSize = 81920;

    /// <summary>The spool's folder below the one of the files; no key has this form.</summary>
    public const string SpoolName = ".spool";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    /// <summary>Creates the folder if there is none.</summary>
    /// <exception cref="StoreSetupException">It can't be created.</exception>
    public void Prepare()
    {
        try
        {
            OwnerOnly.TakeFolder(folder);
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            throw new StoreSetupException($"The folder {folder} for files can't be written: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    public async Task PutAsync(string key, string path, string name, CancellationToken cancellationToken)
    {
        MediaKey.EnsureWellFormed(key);
        // None of it has an asynchronous form, and a sync takes its time.
        await Task.Run(() => DiskFaults.OnDisk(() => Take(key, path, name)), cancellationToken);
    }

    public Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key))
            return Task.FromResult<StoredMedia?>(null);
        try
        {
            var content = new FileStream(
                PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
            return Task.FromResult<StoredMedia?>(new StoredMedia(content, ReadName(key)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredMedia?>(null);
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            return Task.FromException<StoredMedia?>(new StoreUnavailableException(exception));
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (MediaKey.IsWellFormed(key))
            await Task.Run(() => DiskFaults.OnDisk(() => Remove(key)), cancellationToken);
    }

    private string? ReadName(string key)
    {
        try
        {
            return File.ReadAllText(NamePathOf(key));
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            // There is none of files of before. Without it the bytes are worth as much.
            return null;
        }
    }

    private void Take(string key, string path, string name)
    {
        if (File.Exists(PathOf(key)))
            throw new IOException("The key is used already.");
        using var itsName = spool.Create();
        using (var writing = OwnerOnly.Create(itsName.Path))
            writing.Write(Encoding.UTF8.GetBytes(name));
        using var unfinished = spool.Create();
        // A rename, or a copy if the file is on another volume.
        File.Move(path, unfinished.Path);
        Flush(itsName.Path);
        Flush(unfinished.Path);
        // Its name first, so that it is never served without.
        File.Move(itsName.Path, NamePathOf(key), overwrite: true);
        File.Move(unfinished.Path, PathOf(key), overwrite: false);
        try
        {
            FolderSync.Flush(folder);
        }
        catch (IOException)
        {
            DiskFaults.Discard(PathOf(key));
            DiskFaults.Discard(NamePathOf(key));
            throw;
        }
    }

    private static void Flush(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private void Remove(string key)
    {
        if (!File.Exists(PathOf(key)) && !File.Exists(NamePathOf(key)))
            return;
        File.Delete(PathOf(key));
        File.Delete(NamePathOf(key));
        FolderSync.Flush(folder);
    }

    private string PathOf(string key) => Path.Combine(folder, key);

    /// <summary>No key has this form, so that nobody is served it.</summary>
    private string NamePathOf(string key) => Path.Combine(folder, $"{key}.display.name");
}
