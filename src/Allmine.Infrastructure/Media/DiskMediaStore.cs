using System.Buffers;
using Allmine.Application.Abstractions;
using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Media;

/// <summary>
/// Keeps each file under its key in one folder. A file is written under another name, synced, and renamed when it is
/// whole, so that half a file is never found under a key.
/// </summary>
internal sealed class DiskMediaStore(string folder) : IMediaStore, IStoreInitializer
{
    private const int BufferSize = 81920;

    /// <summary>No key has two dots, so that what ends like this is never served.</summary>
    private const string UnfinishedSuffix = ".part.tmp";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        Prepare();
        return Task.CompletedTask;
    }

    /// <summary>Creates the folder if there is none, and removes what a process that was killed has left unfinished.</summary>
    /// <exception cref="StoreSetupException">The folder can't be written.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var unfinished in Directory.EnumerateFiles(folder, $"*{UnfinishedSuffix}"))
                File.Delete(unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreSetupException($"The folder {folder} for files can't be written: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <exception cref="ArgumentException">The key is not of the form of keys.</exception>
    /// <exception cref="StoreUnavailableException">The disk failed or is full.</exception>
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key))
            throw new ArgumentException("Not a key of a file.", nameof(key));
        var unfinished = Path.Combine(folder, $"{key}.{Guid.NewGuid():N}{UnfinishedSuffix}");
        try
        {
            await WriteAsync(unfinished, content, cancellationToken);
            OnDisk(() =>
            {
                File.Move(unfinished, Path.Combine(folder, key), overwrite: false);
                FolderSync.Flush(folder);
            });
        }
        catch
        {
            Discard(unfinished);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key))
            return Task.FromResult<Stream?>(null);
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                Path.Combine(folder, key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<Stream?>(new StoreUnavailableException(exception));
        }
    }

    /// <summary>Copies the content. What its stream throws is its own; only what the disk does is a failure of the store.</summary>
    private static async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var file = OnDisk(() => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous));
            var length = 0L;
            while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await OnDiskAsync(() => RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), length, cancellationToken));
                length += read;
            }

            OnDisk(() => RandomAccess.FlushToDisk(file));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What can't be deleted now is removed at the next start; the failure before it is what counts.</summary>
    private static void Discard(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void OnDisk(Action action) => OnDisk(() =>
    {
        action();
        return true;
    });

    private static T OnDisk<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private static async ValueTask OnDiskAsync(Func<ValueTask> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(exception);
        }
    }
}
