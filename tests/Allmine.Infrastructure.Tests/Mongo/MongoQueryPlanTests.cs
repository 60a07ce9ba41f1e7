using Allmine.Application.Abstractions;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.SendLog;
using Allmine.Domain.Credits;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Tests.Mongo;

/// <summary>No read goes through a whole collection or sorts what it found: the server says how it would go about each.</summary>
public sealed class MongoQueryPlanTests : IClassFixture<MongoDatabaseFixture>
{
    private static readonly string[] Understood = ["find", "filter", "sort", "projection", "hint", "limit", "aggregate", "pipeline", "cursor"];

    private readonly MongoDatabaseFixture database;

    public MongoQueryPlanTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private MongoNode Node => database.Node;

    [SkippableFact]
    public async Task Load_WhenExplained_ThenEveryReadGoesAlongAnIndex()
    {
        var chats = new[] { MongoSamples.Direct(), MongoSamples.Direct() };
        foreach (var chat in chats)
            await Node.Get<IChatRepository>().AddAsync(chat, default);
        var key = MongoSamples.Key(chats[0]);
        await Node.Sends.CommitAsync(MongoSamples.Round(chats[0], "hello", key), default);
        var needs = new RoundNeeds();
        needs.Chats.Add(chats[0].Id);
        needs.Pairs.Add(chats[1].Pair!.Value);
        needs.Users.UnionWith(chats[0].Members.Select(member => member.UserId));
        needs.Keys.UnionWith([key, key with { Key = "another" }]);
        needs.Wallets.UnionWith(needs.Users);
        needs.Files.Add(new FileReference(key.UserId, "photo.jpg"));
        needs.Files.Add(new FileReference(key.UserId, chats[0].Id.ToString()));
        var byPair = new RoundNeeds();
        byPair.Pairs.Add(chats[1].Pair!.Value);
        Node.TakeReads();

        await Node.Sends.LoadAsync(needs, default);
        await Node.Sends.LoadAsync(byPair, default);

        await AssertAlongAnIndexAsync(expectedReads: 7);
    }

    [SkippableFact]
    public async Task Reads_WhenExplained_ThenEachGoesAlongAnIndex()
    {
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        Node.TakeReads();

        foreach (var window in new[] { new HistoryWindow(null, null, 20), new HistoryWindow(9, null, 20), new HistoryWindow(null, 9, 20) })
            await Node.Get<IMessageRepository>().PageAsync(chat.Id, window, default);
        await Node.Get<IMessageRepository>().FindAsync(MongoSamples.NewId<Message>(), default);
        await Node.Get<IMessageRepository>().FindAllAsync([new MessageNumber(chat.Id, 1), new MessageNumber(MongoSamples.NewId<Chat>(), 7)], default);
        await Node.Get<IMessageRepository>().LastTimesAsync([new PastMoment(chat.Id, MongoSamples.Noon, 0), new PastMoment(MongoSamples.NewId<Chat>(), MongoSamples.Noon, 5)], default);
        // A chat is two reads: itself, and how far its readers are.
        await Node.Get<IChatRepository>().FindAsync(chat.Id, default);
        await Node.Get<IChatRepository>().FindAsync(chat.Pair!.Value, default);
        await Node.Get<IUserRepository>().FindAsync(chat.Members[0].UserId, default);
        foreach (var direction in new[] { (LedgerDirection?)null, LedgerDirection.Grant })
        {
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(null, direction, 20), default);
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(9, direction, 20), default);
        }

        await Node.Get<IWalletRepository>().FindAsync(chat.Members[0].UserId, default);
        await Node.Get<IUserRepository>().FindAllAsync([.. chat.Members.Select(member => member.UserId)], default);

        await AssertAlongAnIndexAsync(expectedReads: 17);
    }

    /// <summary>A list of many chats, in which a wrong order of the index would show: it reads no more of it than it returns.</summary>
    [SkippableFact]
    public async Task ChatList_WhenExplained_ThenOneIndexFiltersAndOrders()
    {
        var user = MongoSamples.NewId<User>();
        for (var i = 0; i < 60; i++)
            await Node.Get<IChatRepository>().AddAsync(Chat.Direct(MongoSamples.NewId<Chat>(), user, MongoSamples.NewId<User>(), MongoSamples.Noon.AddSeconds(i)), default);
        var middle = new ChatPosition(MongoSamples.Noon.AddSeconds(30), MongoSamples.NewId<Chat>());
        ChatWindow[] windows = [new(null, null, 10), new(middle, null, 10), new(null, middle, 10)];
        Node.TakeReads();

        foreach (var window in windows)
            Assert.Equal(10, (await Node.Get<IChatRepository>().PageAsync(user, window, default)).Count);

        var reads = Node.TakeReads();
        Assert.Equal(2 * windows.Length, reads.Count);
        foreach (var read in reads)
        {
            var plan = await ExplainAsync(read, "executionStats");
            AssertAlongAnIndex(plan);
            var statistics = plan["executionStats"];
            // The chat that has the very time of the bound is looked at too.
            Assert.InRange(statistics["totalDocsExamined"].ToInt32(), 0, statistics["nReturned"].ToInt32() + 1);
            Assert.InRange(statistics["totalKeysExamined"].ToInt32(), 0, statistics["nReturned"].ToInt32() + 10);
        }

        Assert.All(reads.Where(read => read["find"] == MongoSchema.Chats), read => Assert.Contains("updatedAt", read["sort"].AsBsonDocument.Names));
    }

    [SkippableFact]
    public async Task Sweep_WhenExplained_ThenItGoesAlongAnIndex()
    {
        Node.TakeReads();
        await Node.Get<IFileRepository>().AbandonUnusedAsync(MongoSamples.Noon, 10, default);

        await AssertAlongAnIndexAsync(expectedReads: 1);
    }

    private async Task AssertAlongAnIndexAsync(int expectedReads)
    {
        var reads = Node.TakeReads();
        Assert.Equal(expectedReads, reads.Count);
        foreach (var read in reads)
        {
            AssertAlongAnIndex(await ExplainAsync(read, "queryPlanner"));
        }
    }

    private Task<BsonDocument> ExplainAsync(BsonDocument read, string verbosity)
    {
        var command = new BsonDocument(read.Elements.Where(element => Understood.Contains(element.Name)));
        return database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", command }, { "verbosity", verbosity } });
    }

    private static void AssertAlongAnIndex(BsonDocument plan)
    {
        var stages = Stages(plan).ToList();
        Assert.Contains(stages, stage => stage is "IXSCAN" or "IDHACK");
        Assert.DoesNotContain("COLLSCAN", stages);
        Assert.DoesNotContain("SORT", stages);
    }

    /// <summary>The stages of every plan that was chosen, wherever it stands in the answer.</summary>
    private static IEnumerable<string> Stages(BsonValue value) => value switch
    {
        BsonDocument document => document.Elements
            .Where(element => element.Name != "rejectedPlans")
            .SelectMany(element => element is { Name: "stage", Value: BsonString stage } ? [stage.Value] : Stages(element.Value)),
        BsonArray array => array.SelectMany(Stages),
        _ => [],
    };
}
