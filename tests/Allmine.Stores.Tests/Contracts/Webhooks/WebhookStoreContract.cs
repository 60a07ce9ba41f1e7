using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;

namespace Allmine.Stores.Tests.Contracts.Webhooks;

/// <summary>What is kept of webhooks and of how far their deliveries have come.</summary>
public abstract class WebhookStoreContract(IStoreFixture store) : StoreContract(store)
{
    private const int Many = 100;

    [SkippableFact]
    public async Task Registry_WhenItIsReplaced_ThenItHasTheNewTextOneRevisionFurther()
    {
        Assert.Equal(new RegistryText(null, 0), await Store.Webhooks.ReadRegistryAsync(None));

        Assert.True(await Store.Webhooks.ReplaceRegistryAsync("""{"webhooks":["ğ"]}""", 0, None));
        Assert.Equal(new RegistryText("""{"webhooks":["ğ"]}""", 1), await Store.Webhooks.ReadRegistryAsync(None));
        var large = new string('x', 1 << 20);
        Assert.True(await Store.Webhooks.ReplaceRegistryAsync(large, 1, None));
        await Store.ReopenAsync();
        Assert.Equal(new RegistryText(large, 2), await Store.Webhooks.ReadRegistryAsync(None));
    }

    [SkippableFact]
    public async Task Registry_WhenItHasAnotherRevision_ThenNothingChanges()
    {
        Assert.False(await Store.Webhooks.ReplaceRegistryAsync("none", 1, None));
        Assert.Equal(new RegistryText(null, 0), await Store.Webhooks.ReadRegistryAsync(None));
        await Store.Webhooks.ReplaceRegistryAsync("a", 0, None);
        await Store.Webhooks.ReplaceRegistryAsync("b", 1, None);

        foreach (var revision in new[] { 0L, 1, 3 })
            Assert.False(await Store.Webhooks.ReplaceRegistryAsync("c", revision, None));

        Assert.Equal(new RegistryText("b", 2), await Store.Webhooks.ReadRegistryAsync(None));
    }

    [SkippableFact]
    public async Task Registry_WhenSeveralReplaceItAtOnce_ThenNoneOfThemIsLost()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => AddAsync((char)('a' + i)))));

        var registry = await Store.Webhooks.ReadRegistryAsync(None);
        Assert.Equal(8, registry.Revision);
        Assert.Equal("abcdefgh", string.Concat(registry.Text!.Order()));

        async Task AddAsync(char one)
        {
            for (var isAdded = false; !isAdded;)
            {
                var seen = await Store.Webhooks.ReadRegistryAsync(None);
                isAdded = await Store.Webhooks.ReplaceRegistryAsync(seen.Text + one, seen.Revision, None);
            }
        }
    }

    [SkippableFact]
    public async Task Shards_WhenSaved_ThenEachIsReadByItsWebhookAndTakenByItsPartition()
    {
        var (webhook, other, run) = (NewId<WebhookKey>(), NewId<WebhookKey>(), NewId<RunKey>());
        StoredShard[] shards =
        [
            new(new ShardKey(webhook, run, 0), 1, "ğ"), new(new ShardKey(webhook, NewId<RunKey>(), 0), 1, new string('x', 300_000)), new(new ShardKey(webhook, run, 63), 1, "c"),
            new(new ShardKey(other, run, 0), 1, "d"),
        ];

        Assert.Empty(await Store.Webhooks.SaveShardsAsync(shards, None));
        Assert.Empty(await Store.Webhooks.SaveShardsAsync([], None));
        await Store.ReopenAsync();

        AssertSame(shards[..3], await Store.Webhooks.ReadShardsAsync(webhook, None));
        AssertSame(shards[3..], await Store.Webhooks.ReadShardsAsync(other, None));
        Assert.Empty(await Store.Webhooks.ReadShardsAsync(NewId<WebhookKey>(), None));
        AssertSame([shards[0], shards[1], shards[3]], await Store.Webhooks.TakeShardsAsync(0, 1, None));
        AssertSame([shards[2]], await Store.Webhooks.TakeShardsAsync(63, 1, None));
        Assert.Empty(await Store.Webhooks.TakeShardsAsync(1, 1, None));
    }

    [SkippableFact]
    public async Task SaveShards_WhenAnyHasAHigherEpochByNow_ThenItStaysAndTheOthersAreWritten()
    {
        var (webhook, run) = (NewId<WebhookKey>(), NewId<RunKey>());
        var keys = Enumerable.Range(0, 4).Select(partition => new ShardKey(webhook, run, partition)).ToList();
        await Store.Webhooks.SaveShardsAsync([new(keys[0], 4, "before"), new(keys[1], 5, "before"), new(keys[2], 6, "before")], None);

        var refused = await Store.Webhooks.SaveShardsAsync([.. keys.Select(key => new StoredShard(key, 5, "after"))], None);

        Assert.Equal([keys[2]], refused);
        AssertSame([new(keys[0], 5, "after"), new(keys[1], 5, "after"), new(keys[2], 6, "before"), new(keys[3], 5, "after")], await Store.Webhooks.ReadShardsAsync(webhook, None));
    }

    [SkippableFact]
    public async Task TakeShards_WhenTheEpochIsHigher_ThenAnEarlierOwnerWritesNoMore()
    {
        var (webhook, run) = (NewId<WebhookKey>(), NewId<RunKey>());
        StoredShard shard = new(new ShardKey(webhook, run, 3), 1, "a"), beside = new(new ShardKey(webhook, run, 4), 1, "b");
        await Store.Webhooks.SaveShardsAsync([shard, beside], None);

        AssertSame([shard with { Epoch = 3 }], await Store.Webhooks.TakeShardsAsync(3, 3, None));

        Assert.Equal([shard.Key], await Store.Webhooks.SaveShardsAsync([shard with { Epoch = 2, Text = "late" }, beside with { Text = "c" }], None));
        AssertSame([shard with { Epoch = 3 }, beside with { Text = "c" }], await Store.Webhooks.ReadShardsAsync(webhook, None));
        Assert.Empty(await Store.Webhooks.SaveShardsAsync([shard with { Epoch = 3, Text = "d" }], None));
        await Store.Webhooks.TakeShardsAsync(3, 2, None);
        AssertSame([shard with { Epoch = 3, Text = "d" }, beside with { Text = "c" }], await Store.Webhooks.ReadShardsAsync(webhook, None));
    }

    [SkippableFact]
    public async Task RemoveShards_WhenOfARun_ThenTheOtherRunsAndTheRecordsStay()
    {
        var (webhook, other, run, replay) = (NewId<WebhookKey>(), NewId<WebhookKey>(), NewId<RunKey>(), NewId<RunKey>());
        StoredShard live = new(new ShardKey(webhook, run, 1), 1, "a"), others = new(new ShardKey(other, replay, 1), 1, "b");
        await Store.Webhooks.SaveShardsAsync([live, others, new(new ShardKey(webhook, replay, 1), 1, "c"), new(new ShardKey(webhook, replay, 2), 1, "d")], None);
        await Store.Webhooks.PutDeliveriesAsync([Record(webhook, 1), Record(other, 1)], None);

        await Store.Webhooks.RemoveShardsAsync(webhook, replay, None);
        AssertSame([live], await Store.Webhooks.ReadShardsAsync(webhook, None));
        Assert.Equal([1L], await NumbersAsync(webhook));

        await Store.Webhooks.RemoveShardsAsync(webhook, null, None);
        Assert.Empty(await Store.Webhooks.ReadShardsAsync(webhook, None));
        Assert.Empty(await NumbersAsync(webhook));
        AssertSame([others], await Store.Webhooks.ReadShardsAsync(other, None));
        Assert.Equal([1L], await NumbersAsync(other));
    }

    [SkippableFact]
    public async Task ListKnown_WhenWebhooksHaveShardsOrRecords_ThenEachIsThereOnce()
    {
        Assert.Empty(await Store.Webhooks.ListKnownAsync(None));
        var (both, shards, records, run) = (NewId<WebhookKey>(), NewId<WebhookKey>(), NewId<WebhookKey>(), NewId<RunKey>());
        await Store.Webhooks.SaveShardsAsync([.. new[] { both, shards }.SelectMany(webhook => Enumerable.Range(0, 3).Select(i => new StoredShard(new ShardKey(webhook, run, i), 1, "a")))], None);
        await Store.Webhooks.PutDeliveriesAsync([Record(both, 1), Record(both, 2), Record(records, 1), Record(records, 2)], None);

        Assert.Equal([both, shards, records], (await Store.Webhooks.ListKnownAsync(None)).Order());

        await Store.Webhooks.RemoveShardsAsync(both, null, None);
        Assert.Equal([shards, records], (await Store.Webhooks.ListKnownAsync(None)).Order());
    }

    [SkippableFact]
    public async Task Deliveries_WhenPut_ThenTheyAreReadAsTheyAreNewestFirstWithinTheBounds()
    {
        var (webhook, other) = (NewId<WebhookKey>(), NewId<WebhookKey>());
        DeliveryRecord[] records =
        [
            new(webhook, 1, DeliveryStatus.SetAside, 12, null, "timeout", Noon), new(webhook, 2, DeliveryStatus.Delivered, 2, 204, null, Noon.AddMilliseconds(1)),
            new(webhook, 3, DeliveryStatus.SetAside, 1, 500, null, Noon), new(webhook, 5, DeliveryStatus.SetAside, 3, null, null, Noon), new(webhook, long.MaxValue - 1, DeliveryStatus.Delivered, 4, 200, null, Noon),
        ];
        await Store.Webhooks.PutDeliveriesAsync([records[2], records[0], records[4], records[1], records[3], Record(other, 4)], None);
        await Store.Webhooks.PutDeliveriesAsync([], None);
        await Store.ReopenAsync();

        Assert.Equal(records.Reverse(), await Store.Webhooks.ReadDeliveriesAsync(webhook, null, long.MaxValue, 0, Many, None));
        Assert.Equal([3L, 2], await NumbersAsync(webhook, before: 5, downTo: 1));
        Assert.Equal([3L], await NumbersAsync(webhook, before: 5, downTo: 1, limit: 1));
        Assert.Equal([5L, 3], await NumbersAsync(webhook, before: 6, downTo: 2));
        Assert.Equal([5L, 3, 1], await NumbersAsync(webhook, DeliveryStatus.SetAside));
        Assert.Equal([3L, 1], await NumbersAsync(webhook, DeliveryStatus.SetAside, before: 5));
        Assert.Equal([5L, 3], await NumbersAsync(webhook, DeliveryStatus.SetAside, downTo: 1));
        Assert.Equal([5L], await NumbersAsync(webhook, DeliveryStatus.SetAside, limit: 1));
        Assert.Equal([long.MaxValue - 1, 2], await NumbersAsync(webhook, DeliveryStatus.Delivered));
        Assert.Equal([4L], await NumbersAsync(other));
    }

    [SkippableFact]
    public async Task Deliveries_WhenPutAgain_ThenTheLaterRecordIsInThePlaceOfTheEarlier()
    {
        var webhook = NewId<WebhookKey>();
        await Store.Webhooks.PutDeliveriesAsync([new(webhook, 1, DeliveryStatus.SetAside, 12, 500, "timeout", Noon)], None);
        var later = new DeliveryRecord(webhook, 1, DeliveryStatus.Delivered, 13, null, null, Noon.AddHours(1));

        await Store.Webhooks.PutDeliveriesAsync([later], None);

        Assert.Equal([later], await Store.Webhooks.ReadDeliveriesAsync(webhook, null, long.MaxValue, 0, Many, None));
        Assert.Empty(await NumbersAsync(webhook, DeliveryStatus.SetAside));
    }

    [SkippableFact]
    public async Task TrimDeliveries_WhenEventsAreGoneOrDeliveredOnesAreOld_ThenTheirRecordsGo()
    {
        var (webhook, other, day) = (NewId<WebhookKey>(), NewId<WebhookKey>(), Noon.AddDays(1));
        await Store.Webhooks.PutDeliveriesAsync(
            [
                Record(webhook, 1), Record(webhook, 2), Record(webhook, 3), Record(other, 2), Record(other, 3),
                new(webhook, 4, DeliveryStatus.Delivered, 2, 200, null, day.AddMilliseconds(-1)), new(webhook, 5, DeliveryStatus.Delivered, 2, 200, null, day),
            ],
            None);

        await Store.Webhooks.TrimDeliveriesAsync(0, Noon, None);
        Assert.Equal([5L, 4, 3, 2, 1], await NumbersAsync(webhook));

        await Store.Webhooks.TrimDeliveriesAsync(2, day, None);
        Assert.Equal([5L, 3], await NumbersAsync(webhook));
        Assert.Equal([3L], await NumbersAsync(other));
    }

    /// <summary>More than a store removes at once.</summary>
    [SkippableFact]
    public async Task TrimDeliveries_WhenThereAreThousands_ThenAllOfThemGo()
    {
        var webhook = NewId<WebhookKey>();
        await Store.Webhooks.PutDeliveriesAsync(
            [.. Enumerable.Range(1, 4_200).Select(i => Record(webhook, i) with { Status = i % 2 == 0 ? DeliveryStatus.Delivered : DeliveryStatus.SetAside })], None);

        await Store.Webhooks.TrimDeliveriesAsync(2_100, Noon.AddMilliseconds(1), None);

        Assert.Equal(Enumerable.Range(1, 4_200).Where(i => i > 2_100 && i % 2 == 1).Select(i => (long)i).Reverse(), await NumbersAsync(webhook, limit: 10_000));
    }

    private static DeliveryRecord Record(Id<WebhookKey> webhook, long number) => new(webhook, number, DeliveryStatus.SetAside, 12, 500, null, Noon);

    private async Task<List<long>> NumbersAsync(Id<WebhookKey> webhook, DeliveryStatus? status = null, long before = long.MaxValue, long downTo = 0, int limit = Many) =>
        [.. (await Store.Webhooks.ReadDeliveriesAsync(webhook, status, before, downTo, limit, None)).Select(record => record.Number)];

    private static void AssertSame(IEnumerable<StoredShard> expected, IEnumerable<StoredShard> actual) => Assert.Equal(Ordered(expected), Ordered(actual));

    private static IEnumerable<StoredShard> Ordered(IEnumerable<StoredShard> shards) => shards.OrderBy(shard => (shard.Key.Partition, shard.Key.WebhookId, shard.Key.RunId));
}
