using Allmine.Application.Ports.Webhooks;

namespace Allmine.Application.Webhooks;

/// <summary>Writes down what has come of deliveries, soon after, so that whatever a node dies over is sent once more.</summary>
internal sealed class DeliveryWriter(DeliveryShards shards, LaneSchedule schedule, Mailbox mail, DeliveryTools tools)
{
    /// <summary>So long after a delivery it is written down at the latest.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>So long that events were passed over which the receiver does not hear need not be written down.</summary>
    private static readonly TimeSpan LazyInterval = TimeSpan.FromSeconds(10);

    private readonly List<DeliveryRecord> records = [];
    private long writtenAt = tools.Time.GetTimestamp();

    /// <summary>How long it may be put off.</summary>
    public TimeSpan Pause => records.Count > 0 || shards.All.Any(shard => shard.IsUrgent) ? Interval : LazyInterval;

    public void Note(DeliveryRecord record) => records.Add(record);

    public Task WriteIfDueAsync(CancellationToken cancellationToken) => tools.Time.GetElapsedTime(writtenAt) >= Pause ? WriteAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Writes down all there is. The loop does nothing else meanwhile.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var dirty = shards.All.Where(shard => shard.IsDirty).ToList();
        writtenAt = tools.Time.GetTimestamp();
        if (dirty.Count == 0 && records.Count == 0)
            return;
        var written = dirty.Select(shard => shard.Take()).ToList();
        try
        {
            // What was set aside is known before the deliveries go on behind it.
            if (records.Count > 0)
                await tools.Store.PutDeliveriesAsync(records, cancellationToken);
            records.Clear();
            // Another node has those that are refused.
            foreach (var key in written.Count == 0 ? [] : await tools.Store.SaveShardsAsync(written, cancellationToken))
                shards.Remove(key.Partition);
        }
        catch
        {
            foreach (var shard in dirty)
                shard.Changed();
            throw;
        }

        foreach (var lane in dirty.SelectMany(shard => shard.Lanes).Where(lane => lane is { GivesUpNext: true, IsGivingUpKept: false }))
        {
            lane.IsGivingUpKept = true;
            mail.Post(() => schedule.List(lane));
        }
    }
}
