using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Webhooks;

public sealed class DeliveryWriterTests : IAsyncDisposable
{
    private readonly DeliveryWorld world = new();
    private readonly DeliveryShards shards = new();
    private readonly Mailbox mail = new();
    private readonly LaneSchedule schedule;
    private readonly DeliveryWriter writer;
    private readonly DeliveryShard shard;

    public DeliveryWriterTests()
    {
        schedule = new LaneSchedule(world.Time);
        writer = new DeliveryWriter(shards, schedule, mail, world.Caller.Tools);
        shard = new DeliveryShard(new ShardKey(world.Ids.NewId<WebhookKey>(), world.Ids.NewId<RunKey>(), 3), 5);
        shards.Put(shard);
    }

    private ShakyLine.LineState Line => world.Caller.Line;

    [Fact]
    public async Task Write_WhenTheStoreIsAway_ThenAllOfItIsWrittenTheNextTime()
    {
        Add();
        writer.Note(Record(1));
        Line.FailsOn = nameof(IWebhookStore.PutDeliveriesAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(default));
        Line.FailsOn = nameof(IWebhookStore.SaveShardsAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(default));
        Assert.Equal(DeliveryWriter.Interval, writer.Pause);
        Line.FailsOn = null;
        await writer.WriteAsync(default);
        Assert.Single(await world.Store.Webhooks.ReadShardsAsync(shard.Key.WebhookId, default));
        Assert.Equal([1L], (await RecordsAsync()).Select(record => record.Number));
        var calls = Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync));
        await writer.WriteAsync(default);
        Assert.Equal(calls, Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync)));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Write_WhenAnotherNodeHasTheShard_ThenItIsNotHereAnyMore(long epoch, bool isKept)
    {
        Add();
        await world.Store.Webhooks.SaveShardsAsync([new StoredShard(shard.Key, epoch, "{}")], default);
        await writer.WriteAsync(default);
        Assert.Equal(isKept, shards.Find(3) == shard);
        Assert.Equal(isKept ? 2 : 0, shards.Weight);
    }

    [Fact]
    public async Task Write_WhenALaneGivesUp_ThenItIsSetAsideOnceThatIsWrittenDown()
    {
        var lane = Add();
        lane.GivesUpNext = true;
        Line.FailsOn = nameof(IWebhookStore.SaveShardsAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => writer.WriteAsync(default));
        mail.See();
        Assert.False(schedule.TryTake(out _));
        Line.FailsOn = null;
        await writer.WriteAsync(default);
        mail.See();
        Assert.True(schedule.TryTake(out var taken) && taken == lane && lane.IsGivingUpKept);
    }

    [Fact]
    public async Task WriteIfDue_WhenEventsWerePassedOver_ThenItIsPutOffLongerThanADelivery()
    {
        shard.Pass(7);
        Assert.Equal(TimeSpan.FromSeconds(10), writer.Pause);
        Add();
        Assert.Equal(TimeSpan.FromMilliseconds(100), writer.Pause);
        world.Time.Skip(TimeSpan.FromMilliseconds(100));
        await writer.WriteIfDueAsync(default);
        Assert.Equal(1, Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync)));
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private DeliveryLane Add() => shards.Add(
        shard,
        new FeedEntry { Number = 1, Id = world.Ids.NewId<FeedEntry>(), Type = FeedType.ChatUpdated, Lane = world.Ids.NewId<FeedLane>(), CreatedAt = Samples.Noon, Data = "{}" });

    private DeliveryRecord Record(long number) => new(shard.Key.WebhookId, number, DeliveryStatus.SetAside, 1, 500, null, Samples.Noon);

    private Task<IReadOnlyList<DeliveryRecord>> RecordsAsync() => world.Store.Webhooks.ReadDeliveriesAsync(shard.Key.WebhookId, null, long.MaxValue, 0, 10, default);
}
