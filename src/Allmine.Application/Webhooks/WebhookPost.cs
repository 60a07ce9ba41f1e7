using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>Makes one attempt to give a receiver something.</summary>
internal sealed class WebhookPost(IWebhookSender sender, WebhookSecrets secrets, PreviousChanges changes, FeedErasing erasing, FeedPositions positions, TimeProvider time)
{
    /// <summary>An event of the feed, with the tombstone in it if its message is deleted by now.</summary>
    public async Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookRun run, FeedEntry entry, CancellationToken cancellationToken)
    {
        await positions.PrepareAsync(cancellationToken);
        var now = (await erasing.AsNowAsync([entry], cancellationToken))[0];
        var previous = await changes.FindAsync(webhook, entry, run, cancellationToken);
        return await SendAsync(webhook, entry.Id, WebhookBody.Of(new ToldEvent(positions.Of(entry.Number), now), previous), cancellationToken);
    }

    /// <param name="webhook">To whom.</param>
    /// <param name="id">The event: the same in every attempt.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<WebhookAnswer> SendAsync(Webhook webhook, Id<FeedEntry> id, byte[] body, CancellationToken cancellationToken)
    {
        var signing = secrets.Signing(webhook);
        return signing.Count == 0
            ? new WebhookAnswer(null, "secret_unreadable", TimeSpan.Zero)
            : await sender.SendAsync(new WebhookRequest(new Uri(webhook.Url), WebhookBody.IdOf(id), time.GetUtcNow(), body, signing), cancellationToken);
    }
}
