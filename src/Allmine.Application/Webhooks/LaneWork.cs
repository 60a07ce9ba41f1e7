namespace Allmine.Application.Webhooks;

/// <summary>What is under way beside the loop: of each lane one thing at a time, an attempt or a reading.</summary>
internal sealed class LaneWork(KnownWebhook known, DeliveryShards shards, LaneSchedule schedule, Mailbox mail, DeliveryTools tools)
{
    /// <summary>How many lanes are busy.</summary>
    public int InFlight { get; private set; }

    /// <summary>Begins something for a lane.</summary>
    /// <param name="lane">The lane, which is busy until it has ended.</param>
    /// <param name="work">What is done beside the loop. It ends by itself, soon: also where the node does, so that it is known what came of it.</param>
    /// <param name="then">What is made of it in the loop, unless the lane has gone to another node meanwhile.</param>
    public void Begin<T>(DeliveryLane lane, Func<Task<T>> work, Action<T> then)
    {
        lane.State = LaneState.Busy;
        InFlight++;
        lane.Shard.InFlight++;
        _ = RunAsync(lane, work, then);
    }

    private async Task RunAsync<T>(DeliveryLane lane, Func<Task<T>> work, Action<T> then)
    {
        try
        {
            var result = await work();
            mail.Post(() => End(lane, () => then(result)));
        }
        catch (Exception exception)
        {
            known.Report(exception);
            // It was not the receiver's fault, and does not count.
            mail.Post(() => End(lane, () => lane.Due = tools.Now + DeliveryTools.PauseOfOutage));
        }
    }

    private void End(DeliveryLane lane, Action then)
    {
        InFlight--;
        lane.Shard.InFlight--;
        lane.State = LaneState.Idle;
        if (!shards.Have(lane))
            return;
        shards.Change(lane, then);
        schedule.List(lane);
    }
}
