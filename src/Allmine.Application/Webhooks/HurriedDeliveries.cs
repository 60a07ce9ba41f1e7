using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks.ReplayWebhook;
using Allmine.Domain;

namespace Allmine.Application.Webhooks;

/// <summary>
/// Sees to it that what was asked for to be tried at once is tried, or, if it was through before, sent once more. A wish stays in the registry until that has come about, so that whichever node
/// has the partition sees to it.
/// </summary>
internal sealed class HurriedDeliveries(KnownWebhook known, DeliveryShards shards, LaneSchedule schedule)
{
    /// <summary>Wishes whose lanes will be tried, as long as this node has these shards.</summary>
    private readonly Dictionary<Id<RunKey>, DeliveryShard> hurried = [];

    private readonly HashSet<Id<RunKey>> done = [];

    /// <summary>Looks at all that is wished for, and notes what is done.</summary>
    public void See()
    {
        if (known.Webhook.Hurried.Count == 0)
        {
            hurried.Clear();
            done.Clear();
            return;
        }

        if (!known.IsLive || known.IsChanging)
            return;
        var through = new List<HurriedDelivery>();
        foreach (var wish in known.Webhook.Hurried)
        {
            if (done.Contains(wish.Id) || shards.Find(FeedEntry.PartitionOf(wish.Lane)) is not { IsLeaving: false } shard || shard.Position < wish.Number)
                continue;
            if (shard.Find(wish.Lane) is not { Pending: > 0 } lane || lane.Next > wish.Number)
            {
                // That it was set aside is on record before it is sent once more.
                if (!shard.IsUrgent)
                    through.Add(wish);
            }
            else if (hurried.GetValueOrDefault(wish.Id) != shard && schedule.TryHurry(lane, wish.Number))
            {
                hurried[wish.Id] = shard;
                shard.Changed();
            }
        }

        Settle(through.Take(ReplayWebhookHandler.Greatest - known.Webhook.Replays.Count).ToList());
    }

    /// <summary>Notes that an attempt was made in a lane.</summary>
    public void Tried(DeliveryLane lane)
    {
        foreach (var wish in known.Webhook.Hurried)
        {
            if (wish.Lane == lane.Id && hurried.Remove(wish.Id))
                done.Add(wish.Id);
        }
    }

    /// <summary>Notes that an event was taken: also if that attempt was on its way before it was wished for, there is nothing more to be wished.</summary>
    public void Taken(long number) => done.UnionWith(known.Webhook.Hurried.Where(wish => wish.Number == number).Select(wish => wish.Id));

    /// <param name="through">What is sent once more.</param>
    private void Settle(List<HurriedDelivery> through)
    {
        done.IntersectWith(known.Webhook.Hurried.Select(wish => wish.Id));
        if (done.Count == 0 && through.Count == 0)
            return;
        HashSet<Id<RunKey>> settled = [.. done];
        known.Change(present =>
        {
            var again = through.Where(present.Hurried.Contains).Take(ReplayWebhookHandler.Greatest - present.Replays.Count).ToList();
            var left = present.Hurried.Where(wish => !settled.Contains(wish.Id) && !again.Contains(wish)).ToList();
            var runs = again.Select(wish => new WebhookRun(wish.Id, wish.Number - 1, wish.Number, FeedEntry.PartitionOf(wish.Lane)));
            return left.Count == present.Hurried.Count ? null : present with { Hurried = left, Replays = [.. present.Replays, .. runs] };
        });
    }
}
