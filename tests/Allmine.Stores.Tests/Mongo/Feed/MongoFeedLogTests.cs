using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Leases;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Feed;

/// <summary>What the feed, leases and webhooks cost in MongoDB, and what only MongoDB has: documents that anybody may spoil, and a change stream that tells of every collection.</summary>
public sealed class MongoFeedLogTests : IClassFixture<MongoDatabaseFixture>, IAsyncLifetime
{
    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly EventPosition Source = new("8265A50A3C00000001");

    private readonly MongoDatabaseFixture database;

    public MongoFeedLogTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private MongoNode Node => database.Node;

    private IFeedLog Log => Node.Get<IFeedLog>();

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { MongoSchema.Feed, MongoSchema.FeedState, MongoSchema.Leases, MongoSchema.WebhookShards, MongoSchema.WebhookDeliveries })
            await database.Raw.GetCollection<BsonDocument>(name).DeleteManyAsync(new BsonDocument());
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Webhooks).DeleteManyAsync(new BsonDocument());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task AppendAsync_WhenThereAreFiveHundredEvents_ThenTheirCommitIsThreeCommands()
    {
        var entries = Enumerable.Range(1, 500).Select(number => Entry(number, data: new string('x', 4096))).ToList();
        await Log.TakeOverAsync(1, default);
        Node.TakeCommands();

        Assert.True(await Log.AppendAsync(new FeedAppend(1, 0, entries, [], Source), default));
        Assert.Equal(["update", "insert", "commitTransaction"], Node.TakeCommands());

        var erased = Entry(501, message: entries[0].MessageId);
        Assert.True(await Log.AppendAsync(new FeedAppend(1, 500, [erased], [new FeedErasure(1, "{}"), new FeedErasure(2, "{}")], Source), default));
        Assert.Equal(["update", "insert", "update", "commitTransaction"], Node.TakeCommands());

        Assert.False(await Log.AppendAsync(new FeedAppend(1, 500, [erased], [], Source), default));
        Assert.Equal(["update", "abortTransaction"], Node.TakeCommands());
        Assert.Equal(501, (await Log.ReadStateAsync(default)).Last);
    }

    [SkippableFact]
    public async Task Calls_WhenTheyAreCounted_ThenEachIsFewCommands()
    {
        var (lane, session, types) = (Entry(1).Lane, MongoSamples.NewId<NodeSession>(), new[] { FeedType.MessageCreated });
        var (webhooks, leases) = (Node.Get<IWebhookStore>(), Node.Get<ILeaseStore>());
        var shards = Enumerable.Range(0, 64).Select(partition => Shard(MongoSamples.NewId<WebhookKey>(), partition, 1)).ToList();
        await leases.BeatAsync(session, 1, default);
        var taken = await leases.TakeAsync(3, null, session, default);

        await AssertCommandsAsync(() => Log.ReadStateAsync(default), "find");
        await AssertCommandsAsync(() => Log.ReadAsync(0, 9, types, 20, default), "find", "find");
        await AssertCommandsAsync(() => Log.ReadBackAsync(9, 0, types, 20, default), "find", "find");
        await AssertCommandsAsync(() => Log.ReadPartitionAsync(3, 0, 9, types, 20, default), "find", "find");
        await AssertCommandsAsync(() => Log.ReadLaneAsync(lane, 0, 9, types, 20, default), "find", "find");
        await AssertCommandsAsync(() => Log.CountPartitionAsync(3, 0, 9, types, 20, default), "find", "aggregate");
        await AssertCommandsAsync(() => Log.ReadLastChangesAsync([lane], default), "aggregate", "find");
        await AssertCommandsAsync(() => leases.ReadAsync(default), "find");
        await AssertCommandsAsync(() => leases.BeatAsync(session, 2, default), "update");
        await AssertCommandsAsync(() => leases.TakeAsync(3, taken, session, default), "update");
        await AssertCommandsAsync(() => leases.ReleaseAsync([new Lease(3, session, 2), new Lease(4, session, 1)], default), "update");
        await AssertCommandsAsync(() => webhooks.SaveShardsAsync(shards, default), "update");
        await AssertCommandsAsync(() => webhooks.TakeShardsAsync(3, 2, default), "update", "find");
        await AssertCommandsAsync(() => webhooks.ReadShardsAsync(shards[0].Key.WebhookId, default), "find");
    }

    [SkippableFact]
    public async Task Reads_WhenExplained_ThenEachGoesAlongItsIndex()
    {
        var (lane, types, webhook) = (Entry(1).Lane, new[] { FeedType.MessageCreated, FeedType.MessageRead }, MongoSamples.NewId<WebhookKey>());
        var webhooks = Node.Get<IWebhookStore>();
        await Log.TakeOverAsync(1, default);

        await AssertIndexAsync("_id_", () => Log.ReadAsync(0, 9, types, 20, default));
        await AssertIndexAsync("_id_", () => Log.ReadBackAsync(9, 0, types, 20, default));
        await AssertIndexAsync(MongoSchema.PartitionIndex, () => Log.ReadPartitionAsync(3, 0, 9, types, 20, default));
        await AssertIndexAsync(MongoSchema.PartitionIndex, () => Log.CountPartitionAsync(3, 0, 9, types, 20, default));
        await AssertIndexAsync(MongoSchema.LaneIndex, () => Log.ReadLaneAsync(lane, 0, 9, types, 20, default));
        await AssertIndexAsync(MongoSchema.LaneIndex, () => Log.FindLastChangeAsync(lane, 9, default));
        await AssertIndexAsync(MongoSchema.LaneIndex, () => Log.ReadLastChangesAsync([lane, MongoSamples.NewId<FeedLane>()], default));
        await AssertIndexAsync(MongoSchema.FeedMessageIndex, () => Log.ReadOfMessageAsync(MongoSamples.NewId<Message>(), 0, 20, default));
        await AssertIndexAsync("_id_", () => Log.TrimAsync(1, MongoSamples.Noon, 100, [], default));
        await AssertIndexAsync("shard_partition", () => webhooks.TakeShardsAsync(3, 2, default));
        await AssertIndexAsync("shard_webhook", () => webhooks.ReadShardsAsync(webhook, default));
        await AssertIndexAsync("_id_", () => webhooks.ReadDeliveriesAsync(webhook, null, 9, 0, 20, default));
        await AssertIndexAsync(MongoSchema.DeliveryStatusIndex, () => webhooks.ReadDeliveriesAsync(webhook, DeliveryStatus.SetAside, 9, 0, 20, default));
    }

    /// <summary>As the driver sends them; they are no reads.</summary>
    [SkippableTheory]
    [InlineData("""{ "distinct": "webhook_shards", "key": "_id.webhookId", "query": {} }""", "shard_webhook")]
    [InlineData("""{ "distinct": "webhook_deliveries", "key": "_id.webhookId", "query": {} }""", "webhook_status_number")]
    [InlineData("""{ "delete": "webhook_deliveries", "deletes": [{ "q": { "status": "delivered", "at": { "$lt": { "$date": "2026-03-14T12:00:00Z" } } }, "limit": 0 }] }""", "delivered_at")]
    [InlineData("""{ "delete": "webhook_deliveries", "deletes": [{ "q": { "_id": { "$gte": { "webhookId": 1, "number": { "$minKey": 1 } }, "$lte": { "webhookId": 1, "number": 7 } } }, "limit": 0 }] }""", "_id_")]
    [InlineData("""{ "delete": "feed", "deletes": [{ "q": { "lane": { "$in": [1, 2] }, "isChange": true, "_id": { "$lte": 7 } }, "limit": 0, "hint": "lane_change_number" }] }""", "lane_change_number")]
    public async Task Others_WhenExplained_ThenEachGoesAlongItsIndex(string command, string index)
    {
        var plan = await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", BsonDocument.Parse(command) }, { "verbosity", "queryPlanner" } });

        Assert.Equal([index], IndexesIn(plan).Distinct());
        Assert.DoesNotContain("COLLSCAN", plan.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ReadLastChangesAsync_WhenChatsHaveManyEvents_ThenEachIsOneStep()
    {
        var lanes = Enumerable.Range(0, 20).Select(_ => MongoSamples.NewId<FeedLane>()).ToList();
        // 20 changes of each, and 20 events after them that are none.
        var entries = Enumerable.Range(0, 800).Select(i => i < 400
            ? Entry(i + 1, lanes[i % 20], change: (i / 20) + 1)
            : Entry(i + 1, lanes[i % 20], FeedType.MessageRead)).ToList();
        await AppendAsync(entries);
        Node.TakeReads();

        var last = await Log.ReadLastChangesAsync(lanes, default);

        Assert.Equal(lanes.Order(), last.Select(entry => entry.Lane).Order());
        Assert.All(last, entry => Assert.Equal(20, entry.Change));
        var stats = await ExplainAsync(Node.TakeReads()[0], "executionStats");
        Assert.Contains("DISTINCT_SCAN", stats.ToString(), StringComparison.Ordinal);
        Assert.InRange(KeysExaminedIn(stats), lanes.Count, 3 * lanes.Count);
    }

    [SkippableFact]
    public async Task FindLastChangeAsync_WhenOtherEventsCameAfter_ThenItIsOneStep()
    {
        var lane = MongoSamples.NewId<FeedLane>();
        await AppendAsync([Entry(1, lane, change: 1), .. Enumerable.Range(2, 200).Select(number => Entry(number, lane, FeedType.MessageRead))]);
        Node.TakeReads();

        Assert.Equal(1, (await Log.FindLastChangeAsync(lane, 201, default))?.Number);

        Assert.InRange(KeysExaminedIn(await ExplainAsync(Node.TakeReads()[0], "executionStats")), 1, 2);
    }

    [SkippableFact]
    public async Task ReadAsync_WhenADocumentCantBeRead_ThenItIsPassedOverAndThoseBehindHaveTheirTurn()
    {
        var lane = MongoSamples.NewId<FeedLane>();
        await AppendAsync([.. Enumerable.Range(1, 5).Select(number => Entry(number, lane, change: number))]);
        await SpoilAsync(2, "type", "future.thing");
        await SpoilAsync(3, "data", 5);
        var (log, types) = (Log, AllTypes);

        Assert.Equal([1, 4, 5], Numbers(await log.ReadAsync(0, 9, types, 3, default)));
        Assert.Equal([1, 4], Numbers(await log.ReadAsync(0, 9, types, 2, default)));
        Assert.Equal([4, 1], Numbers(await log.ReadBackAsync(5, 0, types, 2, default)));
        Assert.Equal([1, 4], Numbers(await log.ReadLaneAsync(lane, 0, 9, types, 2, default)));
        await SpoilAsync(5, "type", "future.thing");
        Assert.Empty(await log.ReadLastChangesAsync([lane], default));
    }

    /// <summary>A node dies between the floor and the documents.</summary>
    [SkippableFact]
    public async Task TrimAsync_WhenANodeDiedOverIt_ThenTheNextOneGoesOnAndNothingIsToldMeanwhile()
    {
        var (one, other) = (MongoSamples.NewId<FeedLane>(), MongoSamples.NewId<FeedLane>());
        await AppendAsync([Entry(1, one, change: 1), Entry(2, other, change: 1), Entry(3, one, change: 2), Entry(4, one, FeedType.MessageRead), Entry(5, one, change: 3)]);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.FeedState).UpdateOneAsync(new BsonDocument(), new BsonDocument("$set", new BsonDocument("floor", 4L)));

        Assert.Equal([5], Numbers(await Log.ReadAsync(0, 9, AllTypes, 2, default)));
        Assert.Equal([5], Numbers(await Log.ReadBackAsync(9, 0, AllTypes, 2, default)));
        Assert.Equal([5], Numbers(await Log.ReadLaneAsync(one, 0, 9, AllTypes, 1, default)));
        Assert.Equal(0, await Log.TrimAsync(1, MongoSamples.Noon, 3, [], default));

        var left = await database.Raw.GetCollection<BsonDocument>(MongoSchema.Feed).Find(new BsonDocument()).Sort(new BsonDocument("_id", 1)).ToListAsync();
        Assert.Equal([(2L, string.Empty), (3L, string.Empty), (5L, "{}")], left.Select(entry => (entry["_id"].AsInt64, entry["data"].AsString)));
    }

    [SkippableFact]
    public async Task TrimAsync_WhenEventsAreWrittenAtTheSameTime_ThenBothGoOn()
    {
        await AppendAsync([.. Enumerable.Range(1, 300).Select(number => Entry(number))]);
        var last = 300L;
        var trimming = Task.Run(async () =>
        {
            long risen = 0;
            while (risen < 300)
            {
                risen += await Log.TrimAsync(1, MongoSamples.Noon.AddHours(1), 10, [], default);
                // It does not come to its end before anything else was written.
                await Eventually.HoldsAsync(() => Volatile.Read(ref last) > 300);
            }

            return risen;
        });
        while (!trimming.IsCompleted && last < 1000)
        {
            Assert.True(await Log.AppendAsync(new FeedAppend(1, last, [Entry(last + 1, at: MongoSamples.Noon.AddHours(2))], [], Source), default));
            Volatile.Write(ref last, last + 1);
        }

        Assert.Equal(300, await trimming);
        Assert.True(last > 300);
        var state = await Log.ReadStateAsync(default);
        Assert.Equal((last, 300L), (state.Last, state.Floor));
    }

    [SkippableTheory]
    [InlineData(MongoSchema.Feed, """{ "_id": { "$numberLong": "0" } }""")]
    [InlineData(MongoSchema.Feed, """{ "_id": { "$numberLong": "9" }, "partition": { "$numberLong": "64" } }""")]
    [InlineData(MongoSchema.FeedState, """{ "_id": "feed", "last": { "$numberLong": "-1" }, "floor": { "$numberLong": "0" }, "epoch": { "$numberLong": "0" } }""")]
    [InlineData(MongoSchema.Leases, """{ "_id": "leases", "beats": { "a": "b" } }""")]
    [InlineData(MongoSchema.Webhooks, """{ "_id": "webhooks", "text": "{}" }""")]
    [InlineData(MongoSchema.WebhookShards, """{ "_id": "x", "epoch": { "$numberLong": "0" }, "text": "" }""")]
    [InlineData(MongoSchema.WebhookDeliveries, """{ "_id": { "webhookId": { "$oid": "64d15f9e2e6c8f4d5a123456" }, "number": { "$numberLong": "1" } }, "status": "pending", "attempts": { "$numberLong": "1" }, "at": { "$date": "2026-03-14T12:00:00Z" } }""")]
    public async Task Collection_WhenADocumentIsNotAsTheSchemaDemands_ThenTheServerRefusesIt(string collection, string document)
    {
        var refused = await Assert.ThrowsAsync<MongoWriteException>(() => database.Raw.GetCollection<BsonDocument>(collection).InsertOneAsync(BsonDocument.Parse(document)));
        Assert.Equal(121, refused.WriteError.Code);
    }

    [SkippableFact]
    public async Task ChangeStream_WhenTheNewCollectionsAreWritten_ThenItTellsOfNone()
    {
        var feed = Node.Get<IEventFeed>();
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        using var enough = new CancellationTokenSource(Patience);
        await using var reading = feed.ReadAsync(null, enough.Token).GetAsyncEnumerator(enough.Token);
        Assert.True(await reading.MoveNextAsync());

        await AppendAsync([Entry(1), Entry(2)]);
        await Node.Get<ILeaseStore>().BeatAsync(MongoSamples.NewId<NodeSession>(), 1, default);
        await Node.Get<IWebhookStore>().ReplaceRegistryAsync("{}", 0, default);
        await Node.Get<IWebhookStore>().SaveShardsAsync([Shard(MongoSamples.NewId<WebhookKey>(), 1, 1)], default);
        await Node.Get<IWebhookStore>().PutDeliveriesAsync([new DeliveryRecord(MongoSamples.NewId<WebhookKey>(), 1, DeliveryStatus.SetAside, 3, 500, null, MongoSamples.Noon)], default);
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default));

        while (reading.Current.Event is null)
            Assert.True(await reading.MoveNextAsync());
        Assert.IsType<MessageCreated>(reading.Current.Event);
    }

    /// <summary>What is sent between the raising of the schema and the first look at its events is told.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FindOldestAsync_WhenSomethingWasSentSinceTheSchemaWasRaised_ThenItIsToldFromThere(bool around)
    {
        var meta = database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta);
        await meta.UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument { { "$set", new BsonDocument("version", 12) }, { "$unset", new BsonDocument("feedSince", 1) } });
        await database.NewNode().Get<IStoreInitializer>().InitializeAsync(default);
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        await Node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default);
        // A node that starts later leaves it as it is.
        await database.NewNode().Get<IStoreInitializer>().InitializeAsync(default);
        var feed = Node.Get<IEventFeed>();

        var oldest = await feed.FindOldestAsync(default);

        Assert.True(feed.IsPosition(oldest.Text));
        using var enough = new CancellationTokenSource(Patience);
        var told = new List<StoreEvent>();
        await foreach (var item in around ? feed.ReadAroundAsync(oldest, enough.Token) : feed.ReadAsync(oldest, enough.Token))
        {
            Assert.True(item.Position >= oldest);
            if (item.Event is { } happened)
                told.Add(happened);
            if (told.Count == 2)
                break;
        }

        Assert.Equal(chat.Id, Assert.IsType<ChatOpened>(told[0]).Chat.Id);
        Assert.Equal(chat.Id, Assert.IsType<MessageCreated>(told[1]).Message.ChatId);
    }

    private static IReadOnlyCollection<FeedType> AllTypes => Enum.GetValues<FeedType>();

    private static IEnumerable<long> Numbers(IEnumerable<FeedEntry> entries) => entries.Select(entry => entry.Number);

    private static FeedEntry Entry(
        long number, Id<FeedLane>? lane = null, FeedType type = FeedType.MessageCreated, long? change = null, Id<Message>? message = null, string data = "{}", DateTime? at = null)
    {
        return new FeedEntry
        {
            Number = number,
            Id = MongoSamples.NewId<FeedEntry>(),
            Type = type,
            Lane = lane ?? MongoSamples.NewId<FeedLane>(),
            Change = type == FeedType.MessageRead ? null : change ?? 1,
            MessageId = message ?? MongoSamples.NewId<Message>(),
            CreatedAt = at ?? MongoSamples.Noon,
            Data = data,
        };
    }

    private static StoredShard Shard(Id<WebhookKey> webhook, int partition, long epoch) => new(new ShardKey(webhook, MongoSamples.NewId<RunKey>(), partition), epoch, "{}");

    private async Task AppendAsync(IReadOnlyList<FeedEntry> entries)
    {
        await Log.TakeOverAsync(1, default);
        Assert.True(await Log.AppendAsync(new FeedAppend(1, 0, entries, [], Source), default));
    }

    private Task SpoilAsync(long number, string field, BsonValue value) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Feed).UpdateOneAsync(
        new BsonDocument("_id", number), new BsonDocument("$set", new BsonDocument(field, value)), new UpdateOptions { BypassDocumentValidation = true });

    private async Task AssertCommandsAsync(Func<Task> call, params string[] expected)
    {
        Node.TakeCommands();
        await call();
        Assert.Equal(expected, Node.TakeCommands());
    }

    /// <summary>The first read is the one meant; the state of the feed comes after it, or before a count.</summary>
    private async Task AssertIndexAsync(string index, Func<Task> call)
    {
        Node.TakeReads();
        await call();
        var read = Node.TakeReads().First(read => read.GetElement(0).Value.AsString != MongoSchema.FeedState);
        var plan = await ExplainAsync(read, "queryPlanner");
        Assert.Equal([index], IndexesIn(plan).Distinct());
        Assert.DoesNotContain("COLLSCAN", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"SORT\"", plan.ToString(), StringComparison.Ordinal);
    }

    private Task<BsonDocument> ExplainAsync(BsonDocument read, string verbosity)
    {
        string[] understood = ["find", "filter", "sort", "projection", "hint", "skip", "limit", "aggregate", "pipeline", "cursor"];
        var command = new BsonDocument(read.Elements.Where(element => understood.Contains(element.Name)));
        return database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", command }, { "verbosity", verbosity } });
    }

    private static IEnumerable<string> IndexesIn(BsonValue value) => value switch
    {
        BsonDocument document => document.Elements
            .Where(element => element.Name != "rejectedPlans")
            .SelectMany(element => element is { Name: "indexName", Value: BsonString index } ? [index.Value] : IndexesIn(element.Value)),
        BsonArray array => array.SelectMany(IndexesIn),
        _ => [],
    };

    private static long KeysExaminedIn(BsonValue value) => value switch
    {
        BsonDocument document when document.TryGetValue("totalKeysExamined", out var keys) => keys.ToInt64(),
        BsonDocument document => document.Elements.Select(element => KeysExaminedIn(element.Value)).DefaultIfEmpty().Max(),
        BsonArray array => array.Select(KeysExaminedIn).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
