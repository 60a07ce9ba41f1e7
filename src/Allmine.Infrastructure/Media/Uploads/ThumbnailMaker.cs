using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;

namespace Allmine.Infrastructure.Media.Uploads;

/// <summary>Fetches a stored film into the spool, and has its picture taken as an upload's is.</summary>
internal sealed class ThumbnailMaker(MediaSpool spool, MediaInspector inspector, IMediaStore store) : IThumbnailMaker
{
    public async Task<ThumbnailOutcome> MakeAsync(MediaContent film, string key, CancellationToken cancellationToken)
    {
        // What another one died over, or has half: the claim gives the key to this one alone, and nobody has been told of it.
        await store.DeleteAsync(key, cancellationToken);
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
        finally
        {
            File.Delete(thumbnail);
        }
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
