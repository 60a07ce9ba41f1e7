using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Telemetry;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Application.Media;

/// <summary>
/// The way of a file: recorded before its bytes are stored, so that no bytes are ever forgotten; then staged by its owner
/// or bound by a message; or else, after a day, removed.
/// </summary>
public sealed class FileLifecycle(IFileRepository files, IMediaStore media, IIdGenerator ids, TimeProvider time, MediaOptions? options = null)
{
    private const int SweepBatch = 100;

    private readonly long? maxBytesPerUser = options?.MaxBytesPerUser;

    /// <summary>Inspects and stores an upload. The file is pending: nobody can name it yet.</summary>
    /// <exception cref="AllmineException">It is refused, or could not be stored; then nothing of it is left.</exception>
    public async Task<UploadedFile> StoreAsync(Id<User> owner, IReceivedFile received, CancellationToken cancellationToken)
    {
        var file = await MeasureAsync(owner, received, cancellationToken);
        await AddAsync(file, cancellationToken);
        try
        {
            await received.StoreAsync(cancellationToken);
            AllmineTelemetry.CountMediaBytes(AllmineTelemetry.MediaIn, file.Content.Size);
            return file;
        }
        catch
        {
            await DiscardAsync(file);
            throw;
        }
    }

    /// <summary>What an upload would be, without storing anything.</summary>
    /// <exception cref="RefusedException">It would be refused.</exception>
    public async Task<UploadedFile> InspectAsync(Id<User> owner, IReceivedFile received, CancellationToken cancellationToken)
    {
        var file = await MeasureAsync(owner, received, cancellationToken);
        if (maxBytesPerUser is { } limit && await files.SumBytesAsync(owner, cancellationToken) > limit - file.Content.Size)
            throw new RefusedException(ErrorCode.MediaQuota);
        return file;
    }

    /// <summary>Removes a pending file now. If the store is away, the sweep does it later.</summary>
    public async Task DiscardAsync(UploadedFile file)
    {
        try
        {
            if (await files.AbandonAsync(file.Id, CancellationToken.None))
                await RemoveAsync(file, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // What called for the discarding is the answer to be given, not this.
        }
    }

    /// <summary>
    /// Removes every file that no message has carried for <see cref="UploadedFile.UnusedLifetime"/>. A file that a send is
    /// binding at this moment is either bound or removed, never both. Ended in the middle, the next sweep goes on.
    /// </summary>
    /// <returns>How many were removed.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        while (await files.AbandonUnusedAsync(Now() - UploadedFile.UnusedLifetime, SweepBatch, cancellationToken) is { Count: > 0 } unused)
        {
            var gone = 0;
            foreach (var file in unused)
                gone += await RemoveAsync(file, cancellationToken) ? 1 : 0;
            removed += gone;
            // The rest is for a later sweep.
            if (gone == 0)
                break;
        }

        return removed;
    }

    private async Task AddAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        if (maxBytesPerUser is not { } limit)
            await files.AddAsync(file, cancellationToken);
        else if (!await files.TryAddAsync(file, limit, cancellationToken))
            throw new RefusedException(ErrorCode.MediaQuota);
    }

    private async Task<UploadedFile> MeasureAsync(Id<User> owner, IReceivedFile received, CancellationToken cancellationToken)
    {
        var content = await received.InspectAsync(owner, cancellationToken);
        var now = Now();
        return new UploadedFile(ids.NewId<UploadedFile>(), owner, content, now, FileState.Pending)
        {
            LaterThumbnail = received.LaterThumbnailKey is { } later ? new LaterThumbnail(later, now) : null,
        };
    }

    /// <summary>
    /// The entry goes last: as long as it is there, the bytes are looked for. It stays while somebody may be making the thumbnail, who may store that after this.
    /// </summary>
    /// <returns>Whether nothing is left.</returns>
    private async Task<bool> RemoveAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        await media.DeleteAsync(file.Content.Key, cancellationToken);
        if ((file.Content.ThumbnailKey ?? file.LaterThumbnail?.Key) is { } thumbnail)
            await media.DeleteAsync(thumbnail, cancellationToken);
        if (file is { Content.ThumbnailKey: null, LaterThumbnail.Due: { } claimed } && claimed > Now())
            return false;
        await files.RemoveAsync(file.Id, cancellationToken);
        return true;
    }

    private DateTime Now() => time.GetUtcMilliseconds();
}
