using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>Tells the receiver that it has missed something. The one node that has the webhook's own partition does it, as long as it takes.</summary>
internal sealed class OwedGapTelling(KnownWebhook known, DeliveryShards shards, Mailbox mail, DeliveryTools tools)
{
    private Id<FeedEntry>? told;
    private int attempts;
    private DateTime? due;
    private bool isBusy;

    /// <summary>When it is tried next; null for not by this node, or not before something has changed.</summary>
    public DateTime? Due => known is { Webhook.IsActive: true, Owed: not null, IsChanging: false } && !isBusy && Home is not null ? due : null;

    private DeliveryShard? Home => shards.Find(known.Webhook.HomePartition) is { IsLeaving: false } home ? home : null;

    public void TellIfDue(OwedGap gap)
    {
        if (isBusy || Home is not { } home)
            return;
        if (told != gap.Id)
            (told, attempts, due) = (gap.Id, 0, null);
        if (due > tools.Now)
            return;
        isBusy = true;
        home.InFlight++;
        _ = TellAsync(known.Webhook, gap, home);
    }

    private async Task TellAsync(Webhook webhook, OwedGap gap, DeliveryShard home)
    {
        WebhookAnswer answer = default;
        try
        {
            answer = await tools.Post.SendAsync(webhook, gap.Id, WebhookBody.OfGap(null, null, gap.At), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // It is tried again like one that was not taken.
            known.Report(exception);
        }

        mail.Post(() =>
        {
            isBusy = false;
            home.InFlight--;
            attempts++;
            due = tools.Now + (tools.DelayAfter(attempts) ?? tools.Options.RetryDelays.LastOrDefault(DeliveryTools.PauseOfOutage));
            if (answer.IsGone)
                known.SwitchOff();
            if (answer.IsTaken)
                known.Change(present => present.OwedGap?.Id == gap.Id ? present with { OwedGap = null } : null);
        });
    }
}
