using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Webhooks;

/// <summary>Makes the attempts of a run, and judges what came of them.</summary>
internal sealed class DeliveryAttempts(KnownWebhook known, LaneWork work, HurriedDeliveries hurried, DeliveryWriter writer, DeliveryTools tools)
{
    /// <summary>What is taken within so long needs no record: it is listed from when it was recorded on.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMinutes(1);

    /// <summary>Sends a lane's first event.</summary>
    public void Send(DeliveryLane lane, FeedEntry entry)
    {
        var (webhook, run) = (known.Webhook, known.Run);
        work.Begin(lane, () => tools.Post.SendAsync(webhook, run, entry, CancellationToken.None), answer => Answered(lane, entry, answer));
    }

    /// <summary>Tells of the gap before a lane's first event.</summary>
    public void Tell(DeliveryLane lane, WebhookGap gap)
    {
        var webhook = known.Webhook;
        work.Begin(lane, () => tools.Post.SendAsync(webhook, gap.Id, WebhookBody.OfGap(gap.ChatId, gap.Change, gap.At), CancellationToken.None), answer => Told(lane, gap, answer));
    }

    /// <summary>Sets a lane's first event aside.</summary>
    public void SetAside(DeliveryLane lane, FeedEntry entry) => work.Begin(lane, () => Task.FromResult(entry), given => GivenUp(lane, given));

    private void Answered(DeliveryLane lane, FeedEntry entry, WebhookAnswer answer)
    {
        lane.Begin(entry.Number);
        hurried.Tried(lane);
        if (answer.IsTaken)
        {
            if (lane.Attempts > 0 || !known.IsLive || tools.Now - entry.CreatedAt > Prompt)
                writer.Note(new DeliveryRecord(known.Webhook.Id, entry.Number, DeliveryStatus.Delivered, lane.Attempts + 1, answer.StatusCode, null, tools.Now));
            hurried.Taken(entry.Number);
            lane.Shift();
        }
        else if (answer.IsGone)
        {
            known.SwitchOff();
        }
        else
        {
            lane.GivesUpNext = !WaitsAfter(lane, answer);
        }
    }

    private void Told(DeliveryLane lane, WebhookGap gap, WebhookAnswer answer)
    {
        hurried.Tried(lane);
        if (answer.IsGone)
        {
            known.SwitchOff();
        }
        else if (lane.Gap != gap)
        {
            // The receiver is told of everything instead.
        }
        else if (answer.IsTaken)
        {
            lane.Gap = null;
            lane.Renew();
        }
        else if (!WaitsAfter(lane, answer))
        {
            lane.Renew();
            lane.GivesUpNext = true;
        }
    }

    /// <returns>Whether there is to be another attempt.</returns>
    private bool WaitsAfter(DeliveryLane lane, WebhookAnswer answer)
    {
        lane.Attempts++;
        (lane.StatusCode, lane.Error) = (answer.StatusCode, answer.Error);
        if (tools.DelayAfter(lane.Attempts) is not { } delay)
            return false;
        lane.Due = tools.Now + delay;
        lane.Drop();
        return true;
    }

    /// <summary>The receiver is told of it before it is given what comes next in that chat; of what is no chat's there is nothing that follows from another.</summary>
    private void GivenUp(DeliveryLane lane, FeedEntry entry)
    {
        writer.Note(new DeliveryRecord(known.Webhook.Id, entry.Number, DeliveryStatus.SetAside, lane.Attempts, lane.StatusCode, lane.Error, tools.Now));
        lane.Shift();
        if (known.IsLive && entry.ChatId is { } chat && IsChat(lane, chat))
            lane.Gap = new WebhookGap(tools.Ids.NewId<FeedEntry>(), chat, entry.Change ?? lane.Gap?.Change, tools.Now);
        if (lane.Shard.HasManyGaps)
            known.Owe();
    }

    private static bool IsChat(DeliveryLane lane, Id<Chat> chat) => lane.Id == Id<FeedLane>.FromBytes(chat.ToBytes());
}
