using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>Fetches a stored film into the spool, and has its picture taken as an upload's is.</summary>
internal sealed class ThumbnailMaker(MediaSpool spool, MediaInspector inspector, IMediaStore store) : IThumbnailMaker
{
    public async Task<ThumbnailOutcome> MakeAsync(MediaContent film, string key, CancellationToken cancellationToken)
    {
        if (await IsStoredAsync(key, cancellationToken))
            return ThumbnailOutcome.Made;
        using var copy = spool.Create();
        if (!await TryFetchAsync(film.Key, copy, cancellationToken))
            return ThumbnailOutcome.None;
        var thumbnail = MediaSpool.PathBeside(copy.Path, "thumbnail");
        try
        {
            var outcome = await inspector.TakePictureAsync(copy.Path, thumbnail, cancellationToken);
            if (outcome == ThumbnailOutcome.Made)
                await store.PutAsync(key, thumbnail, FileNames.OfThumbnail(film.Name), cancellationToken);
            return outcome;
        }
        catch (RefusedException)
        {
            // Uploads come first.
            return ThumbnailOutcome.OutOfTime;
        }
        finally
        {
            File.Delete(thumbnail);
        }
    }

    /// <summary>By one who died before anybody was told.</summary>
    private async Task<bool> IsStoredAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(key, cancellationToken) is not { } stored)
            return false;
        await stored.Content.DisposeAsync();
        return true;
    }

    private async Task<bool> TryFetchAsync(string key, SpoolFile copy, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(key, cancellationToken) is not { } stored)
            return false;
        await using var content = stored.Content;
        var buffer = new byte[BlockStream.BlockSize];
        while (await content.ReadAsync(buffer, cancellationToken) is var read and > 0)
            await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        copy.Close();
        return true;
    }
}
