using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;

namespace Allmine.Application.Media;

/// <summary>
/// Makes the thumbnails that uploads had no time for. Whatever a node dies over is taken up again, by any node: the key is known before there are bytes, the file has it
/// before its messages do, and messages that were sent meanwhile are looked for once more.
/// </summary>
public sealed class LaterThumbnails(IThumbnailBacklog backlog, IThumbnailMaker maker, IMediaStore media, GroupCommitEngine engine, TimeProvider time)
{
    /// <summary>How many messages are looked up at once, and shown their thumbnail in as few rounds.</summary>
    private const int MessagesAtOnce = 200;

    /// <summary>For one film, its bytes fetched and the thumbnail stored: it ends before the claim does.</summary>
    public static readonly TimeSpan TimeLimit = LaterThumbnail.Claim - TimeSpan.FromSeconds(30);

    /// <summary>Sees to the one that has been due for longest.</summary>
    /// <returns>False if there is none, or no room for it now.</returns>
    /// <exception cref="StoreUnavailableException">The store, or the one of the bytes, did not answer: the film is taken up again later.</exception>
    public async Task<bool> SeeToNextAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        if (await backlog.ClaimAsync(now, now + LaterThumbnail.Claim, cancellationToken) is not { LaterThumbnail: { } later } film)
            return false;
        try
        {
            await SeeToAsync(film, later, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RefusedException or StoreUnavailableException || cancellationToken.IsCancellationRequested)
        {
            // Uploads come first, a store is away, or the service ends. Only what the film itself costs counts as a try.
            await backlog.GiveBackAsync(film, CancellationToken.None);
            if (exception is not RefusedException)
                throw;
            return false;
        }
    }

    private async Task SeeToAsync(UploadedFile film, LaterThumbnail later, CancellationToken cancellationToken)
    {
        if (film.Content.ThumbnailKey is not null)
        {
            await ShowAsync(film, later.Key, cancellationToken);
            await backlog.EndAsync(film, cancellationToken);
            return;
        }

        // Who made the last try has died over it.
        var outcome = later.Tries > LaterThumbnail.MaxTries ? ThumbnailOutcome.None : await MakeAsync(film.Content, later.Key, cancellationToken);
        if (outcome == ThumbnailOutcome.Made)
        {
            if (await backlog.GiveAsync(film, time.GetUtcMilliseconds() + LaterThumbnail.Echo, cancellationToken))
                await ShowAsync(film, later.Key, cancellationToken);
            else
                await media.DeleteAsync(later.Key, cancellationToken);
        }
        else if (outcome == ThumbnailOutcome.None || later.Tries >= LaterThumbnail.MaxTries)
        {
            await backlog.EndAsync(film, cancellationToken);
        }
    }

    /// <summary>In each message it is a change of its chat. What can't be altered has been told in the log, and is left as it is.</summary>
    private async Task ShowAsync(UploadedFile film, string thumbnailKey, CancellationToken cancellationToken)
    {
        while (await backlog.LackingAsync(film, MessagesAtOnce, cancellationToken) is { Count: > 0 } lacking)
        {
            var answers = engine.CommitTogether<CommittedAlteration>([.. lacking.Select(message => new ShowThumbnailIntent(message, film.Content.Key, thumbnailKey))]);
            var shown = 0;
            foreach (var answer in answers)
                shown += await IsShownAsync(answer) ? 1 : 0;
            if (shown == 0)
                return;
        }
    }

    private static async Task<bool> IsShownAsync(Task<CommittedAlteration> answer)
    {
        try
        {
            await answer;
            return true;
        }
        catch (UnreadableRecordException)
        {
            return false;
        }
    }

    private async Task<ThumbnailOutcome> MakeAsync(MediaContent film, string key, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await maker.MakeAsync(film, key, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ThumbnailOutcome.OutOfTime;
        }
    }
}
