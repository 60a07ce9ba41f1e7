using System.Buffers;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Disk;
using Allmine.Infrastructure.Media.Uploads;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Microsoft.Win32.SafeHandles;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.GridFS;

namespace Allmine.Infrastructure.Media.GridFs;

/// <summary>
/// Keeps files in GridFS, in the bucket <c>media</c> of the store's database: the file document, which makes a file readable,
/// is written after all its chunks. Before the first of them the key is noted as unfinished, and after the last it is struck
/// off, so that what a killed process leaves can be found without looking through all chunks.
/// </summary>
internal sealed class GridFsMediaStore : IMediaStore, IStoreInitializer
{
    public const string BucketName = "media";

    /// <summary>In the metadata of a file's document. GridFS's own field for names has the key.</summary>
    private const string NameField = "name";

    /// <summary>The collection of the keys that are being written or removed: <c>{ _id: key, since }</c>.</summary>
    public const string UnfinishedName = "media.unfinished";

    /// <summary>Far longer than a file takes, so that a note of that age has nobody working on it.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly GridFSBucket<string> bucket;
    private readonly IMongoCollection<BsonDocument> unfinished;
    private readonly string servers;

    public GridFsMediaStore(MongoStore store)
    {
        // Written and read as the rest of the store is: with the concerns of its client.
        bucket = new GridFSBucket<string>(store.Database, new GridFSBucketOptions { BucketName = BucketName, ChunkSizeBytes = BlockStream.BlockSize });
        unfinished = store.Database.GetCollection<BsonDocument>(UnfinishedName);
        servers = string.Join(", ", store.Client.Settings.Servers);
    }

    /// <summary>Removes what killed processes have left. Several nodes may do it at once.</summary>
    /// <exception cref="StoreSetupException">The database doesn't answer or doesn't let files be kept there.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            // By the server's clock alone, whatever those of the nodes say.
            var old = BsonDocument.Parse($$$"""{ $expr: { $lt: ["$since", { $subtract: ["$$NOW", {{{(long)Abandoned.TotalMilliseconds}}}] }] } }""");
            foreach (var note in await unfinished.Find(old).ToListAsync(cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken))
            {
                var key = note["_id"].AsString;
                await RemoveAsync(key);
                await StrikeOffAsync(key);
            }
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException or StoreUnavailableException)
        {
            var reason = (exception as StoreUnavailableException)?.InnerException?.Message ?? exception.Message;
            throw new StoreSetupException($"MongoDB at {servers} did not let files be kept in GridFS (setting Media:Backend): {reason}", exception)
            {
                WorthWaiting = exception is StoreUnavailableException || MongoFaults.IsUnavailability(exception) ? MongoStoreInitializer.WorthWaiting : TimeSpan.Zero,
            };
        }
    }

    public async Task PutAsync(string key, string path, string name, CancellationToken cancellationToken)
    {
        MediaKey.EnsureWellFormed(key);
        cancellationToken.ThrowIfCancellationRequested();
        using var file = DiskFaults.OnDisk(() => File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan));
        if (!await NoteAsync(key))
            throw new StoreUnavailableException(new IOException("The key is being written already."));
        if (await FindAsync(key, CancellationToken.None) is not null)
        {
            await StrikeOffAsync(key);
            throw new StoreUnavailableException(new IOException("The key is used already."));
        }

        try
        {
            await UploadAsync(key, file, name, cancellationToken);
            await StrikeOffAsync(key);
        }
        catch (Exception exception)
        {
            await DiscardAsync(key, strikeOff: exception is not StoreUnavailableException { InnerException: MongoException or TimeoutException });
            throw;
        }
    }

    public async Task<StoredMedia?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key) || await FindAsync(key, cancellationToken) is not { } stream)
            return null;
        var content = new BlockStream(stream.FileInfo.Length, (offset, buffer, cancellation) => ReadAsync(stream, offset, buffer, cancellation).OrUnavailable(), stream);
        return new StoredMedia(content, stream.FileInfo.Metadata?.GetValue(NameField, BsonNull.Value) is BsonString name ? name.Value : null);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (!MediaKey.IsWellFormed(key))
            return;
        cancellationToken.ThrowIfCancellationRequested();
        // A removal broken off halfway leaves chunks without a file document, which the note makes findable.
        await NoteAsync(key);
        await RemoveAsync(key);
        await StrikeOffAsync(key);
    }

    private static FilterDefinition<BsonDocument> ById(string key) => new BsonDocument("_id", key);

    private static UpdateDefinition<BsonDocument> Since { get; } = new BsonDocument("$currentDate", new BsonDocument("since", true));

    /// <summary>Notes the key; false if somebody had done so before.</summary>
    private async Task<bool> NoteAsync(string key) =>
        (await unfinished.UpdateOneAsync(ById(key), Since, new UpdateOptions { IsUpsert = true }, CancellationToken.None).OrUnavailable()).MatchedCount == 0;

    private Task StrikeOffAsync(string key) => unfinished.DeleteOneAsync(ById(key), CancellationToken.None).OrUnavailable();

    private async Task<GridFSDownloadStream<string>?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var options = new GridFSDownloadOptions { Seekable = true };
            return await bucket.OpenDownloadStreamAsync(key, options, cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken);
        }
        catch (GridFSFileNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private async Task UploadAsync(string key, SafeFileHandle file, string name, CancellationToken cancellationToken)
    {
        // One chunk at a time: by default the driver gathers 16 MB.
        var options = new GridFSUploadOptions { BatchSize = 1, Metadata = new BsonDocument(NameField, name) };
        var upload = await bucket.OpenUploadStreamAsync(key, key, options, CancellationToken.None).OrUnavailable();
        var buffer = ArrayPool<byte>.Shared.Rent(BlockStream.BlockSize);
        var offset = 0L;
        while (await ReadAsync(file, buffer, offset, cancellationToken) is var read and > 0)
        {
            // Not cancelled in the middle of a command, so that what it did is known; it has its own time limit.
            await upload.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).AsTask().OrUnavailable();
            offset += read;
        }

        // An upload stream that is disposed without this would make a file of what it has. So is the buffer given back here
        // alone: a command that was given up may still read it.
        await upload.CloseAsync(CancellationToken.None).OrUnavailable();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async ValueTask<int> ReadAsync(SafeFileHandle file, byte[] buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await RandomAccess.ReadAsync(file, buffer.AsMemory(0, BlockStream.BlockSize), offset, cancellationToken);
        }
        catch (Exception exception) when (DiskFaults.IsFault(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    private static async Task ReadAsync(Stream stream, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        stream.Position = offset;
        await stream.ReadExactlyAsync(buffer, cancellationToken);
    }

    /// <summary>The file document and the chunks, whichever of them there are.</summary>
    private async Task RemoveAsync(string key)
    {
        try
        {
            await bucket.DeleteAsync(key, CancellationToken.None).WaitAsync(MongoStore.OperationTimeout);
        }
        catch (GridFSFileNotFoundException)
        {
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    /// <summary>Removes what an upload that failed has written. A command whose answer is missing may still write: then the note stays.</summary>
    private async Task DiscardAsync(string key, bool strikeOff)
    {
        try
        {
            await RemoveAsync(key);
            if (strikeOff)
                await StrikeOffAsync(key);
        }
        catch (StoreUnavailableException)
        {
            // The failure before it is what counts, and the note is still there.
        }
    }
}
