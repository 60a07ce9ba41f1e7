using System.Diagnostics;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Nodes;

/// <summary>Nodes that look after one another, on a server with its default settings.</summary>
public sealed class MongoNodeKeeperTests : IClassFixture<MongoDatabaseFixture>
{
    /// <summary>Within this after a node has died, its chats take sends again.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private readonly MongoDatabaseFixture database;

    public MongoNodeKeeperTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    /// <summary>As the nodes read it: what the primary has, whether the others have it by now or not.</summary>
    private IMongoCollection<BsonDocument> Nodes => database.Raw.GetCollection<BsonDocument>(MongoSchema.Nodes).WithReadConcern(ReadConcern.Local);

    [SkippableFact]
    public async Task StartAsync_WhenItEnds_ThenTheSessionsOfTheNodeAreWrittenDown()
    {
        var node = database.NewNode();

        await node.Get<MongoNodeKeeper>().StartAsync(default);

        var written = await Nodes.Find(OwnDocument(node)).SingleAsync();
        Assert.Equal(node.Get<MongoSessions>().Ids, written["sessions"]);
        Assert.NotEmpty(node.Get<MongoSessions>().Ids);
        var taken = node.Get<MongoSessions>().Take();
        Assert.Contains(taken.Id, written["sessions"].AsBsonArray);
        node.Get<MongoSessions>().Return(taken);
        await node.Get<MongoNodeKeeper>().StopAsync(default);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nodes_WhenOneDiesInsideARound_ThenAnotherEndsWhatItLeft(bool startsAfterwards)
    {
        var chat = await AddChatAsync();
        var (victim, survivor) = (database.NewNode(), database.NewNode());
        await victim.Get<MongoNodeKeeper>().StartAsync(default);
        if (!startsAfterwards)
            await survivor.Get<MongoNodeKeeper>().StartAsync(default);
        await BeginRoundAsync(victim, chat);

        var died = Stopwatch.GetTimestamp();
        victim.Get<MongoNodeKeeper>().Dispose();
        if (startsAfterwards)
            await survivor.Get<MongoNodeKeeper>().StartAsync(default);

        await AssertTakesSendsSoonAsync(died, survivor, chat);
        await Eventually.HoldsAsync(async () => !await Nodes.Find(OwnDocument(victim)).AnyAsync());
        await survivor.Get<MongoNodeKeeper>().StopAsync(default);
    }

    [SkippableFact]
    public async Task Nodes_WhenOneOnlyStoodStill_ThenItsRoundIsAConflictAndItGoesOnByItself()
    {
        var chat = await AddChatAsync();
        var (paused, other) = (database.NewNode(), database.NewNode());
        await paused.Get<MongoNodeKeeper>().StartAsync(default);
        var session = await BeginRoundAsync(paused, chat);
        paused.Get<MongoNodeKeeper>().Dispose();
        await other.Get<MongoNodeKeeper>().StartAsync(default);
        await Eventually.HoldsAsync(async () => !await Nodes.Find(OwnDocument(paused)).AnyAsync());

        var exception = await Assert.ThrowsAnyAsync<MongoException>(() => TouchAsync(session.Handle, chat));

        Assert.True(MongoFaults.IsConflict(exception), $"{exception} {string.Join(',', exception.ErrorLabels)}");
        await session.ForgetTransactionAsync();
        paused.Get<MongoSessions>().Return(session);
        // Each of its sessions was ended, and each is as good as before.
        var taken = paused.Get<MongoSessions>().Ids.Select(_ => paused.Get<MongoSessions>().Take()).ToList();
        foreach (var one in taken)
        {
            one.Handle.StartTransaction(MongoStore.RoundTransaction);
            await TouchAsync(one.Handle, chat);
            await one.Handle.CommitTransactionAsync();
            paused.Get<MongoSessions>().Return(one);
        }

        Assert.Equal(1, (await paused.NewEngine().CommitAsync(MongoSamples.Intent(chat, "hello"))).Message.Sequence);
        // Nobody takes it for dead once more because it beats no more than this once.
        await other.Get<MongoNodeKeeper>().StopAsync(default);
        await paused.Get<MongoNodeRegistry>().BeatAsync(default);
        Assert.True(await Nodes.Find(OwnDocument(paused)).AnyAsync());
        await paused.Get<MongoNodeRegistry>().LeaveAsync(default);
    }

    [SkippableFact]
    public async Task Nodes_WhenBothLive_ThenNeitherEndsARoundOfTheOther()
    {
        var chat = await AddChatAsync();
        var nodes = new[] { database.NewNode(), database.NewNode() };
        foreach (var node in nodes)
            await node.Get<MongoNodeKeeper>().StartAsync(default);
        var session = await BeginRoundAsync(nodes[0], chat);

        // Each has looked at the other for longer than one that is dead would be left alone.
        var beats = 1 + (int)((MongoNodeWatch.Silence + MongoNodeWatch.LongestGap) / MongoNodeKeeper.Period);
        foreach (var node in nodes)
            await Eventually.HoldsAsync(async () => (await Nodes.Find(OwnDocument(node)).SingleAsync())["beat"].ToInt64() >= beats);

        await session.Handle.CommitTransactionAsync();
        nodes[0].Get<MongoSessions>().Return(session);
        foreach (var node in nodes)
        {
            Assert.True(await Nodes.Find(OwnDocument(node)).AnyAsync());
            await node.Get<MongoNodeKeeper>().StopAsync(default);
        }
    }

    [SkippableFact]
    public async Task StopAsync_WhenAllRoundsAreOver_ThenTheNodeHasLeft()
    {
        var node = database.NewNode();
        await node.Get<MongoNodeKeeper>().StartAsync(default);

        await node.Get<MongoNodeKeeper>().StopAsync(default);

        Assert.False(await Nodes.Find(OwnDocument(node)).AnyAsync());
    }

    [SkippableFact]
    public async Task StopAsync_WhenARoundIsInDoubt_ThenItIsLeftToTheOthers()
    {
        var chat = await AddChatAsync();
        var (node, other) = (database.NewNode(), database.NewNode());
        await node.Get<MongoNodeKeeper>().StartAsync(default);
        await BeginRoundAsync(node, chat);

        await node.Get<MongoNodeKeeper>().StopAsync(default);

        Assert.True(await Nodes.Find(OwnDocument(node)).AnyAsync());
        await other.Get<MongoNodeKeeper>().StartAsync(default);
        await Eventually.HoldsAsync(() => TakesSendsAsync(other, chat));
        await other.Get<MongoNodeKeeper>().StopAsync(default);
    }

    /// <summary>Of a newer version, or spoilt by hand.</summary>
    [SkippableFact]
    public async Task OthersAsync_WhenADocumentCantBeRead_ThenTheOthersAreThere()
    {
        var (node, other) = (database.NewNode(), database.NewNode());
        await other.Get<MongoNodeRegistry>().BeatAsync(default);
        await Nodes.InsertManyAsync(
            [new BsonDocument { { "_id", "text" } }, new BsonDocument { { "beat", "text" }, { "sessions", 1 } }],
            new InsertManyOptions { BypassDocumentValidation = true });

        var others = await node.Get<MongoNodeRegistry>().OthersAsync(default);

        Assert.Contains(others, found => found.Id == other.Get<MongoNodeRegistry>().Id && found.Beat == 1);
        await Nodes.DeleteManyAsync(new BsonDocument());
    }

    private static BsonDocument OwnDocument(MongoNode node) => new("_id", node.Get<MongoNodeRegistry>().Id);

    private async Task<Chat> AddChatAsync()
    {
        var chat = MongoSamples.Direct();
        Assert.True(await database.Node.Get<IChatRepository>().AddAsync(chat, default));
        return chat;
    }

    /// <summary>As far as the first statement.</summary>
    private async Task<MongoSession> BeginRoundAsync(MongoNode node, Chat chat)
    {
        var session = node.Get<MongoSessions>().Take();
        session.Handle.StartTransaction(MongoStore.RoundTransaction);
        await TouchAsync(session.Handle, chat);
        Assert.False(await TakesSendsAsync(database.Node, chat));
        return session;
    }

    private Task TouchAsync(IClientSessionHandle session, Chat chat) => session.Client.GetDatabase(database.Raw.DatabaseNamespace.DatabaseName)
        .GetCollection<BsonDocument>(MongoSchema.Chats)
        .UpdateOneAsync(session, new BsonDocument("_id", new ObjectId(chat.Id.ToString())), new BsonDocument("$set", new BsonDocument("touched", ObjectId.GenerateNewId())));

    private static async Task<bool> TakesSendsAsync(MongoNode node, Chat chat)
    {
        var present = (await node.Get<IChatRepository>().FindAsync(chat.Id, default))!;
        return await node.CommitStore.CommitAsync(MongoSamples.Round(present, "hello"), default) == CommitResult.Committed;
    }

    /// <summary>
    /// Waits until the chat takes a send, which it does within <see cref="Promised"/>. Where this process or the server stood still
    /// for as long as a node is silent between two of its beats, nobody could be heard, and the silence of the dead begins anew.
    /// </summary>
    /// <param name="died">When the node died that has left a round of the chat.</param>
    /// <param name="survivor">Sends to it.</param>
    /// <param name="chat">Which.</param>
    private static async Task AssertTakesSendsSoonAsync(long died, MongoNode survivor, Chat chat)
    {
        var (since, asked) = (died, died);
        while (!await TakesSendsAsync(survivor, chat))
        {
            await Task.Delay(20);
            var now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(asked, now) > MongoNodeKeeper.Period)
                since = now;
            asked = now;
            Assert.True(Stopwatch.GetElapsedTime(since, now) < Promised, $"The chat still refuses sends after {Stopwatch.GetElapsedTime(died, now)}.");
        }
    }
}
