using Allmine.Application.Abstractions;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.SendLog;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
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
        await Node.Get<IChatRepository>().FindAsync(chat.Id, default);
        await Node.Get<IUserRepository>().FindAsync(chat.Members[0].UserId, default);
        foreach (var direction in new[] { (LedgerDirection?)null, LedgerDirection.Grant })
        {
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(null, direction, 20), default);
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(9, direction, 20), default);
        }

        await Node.Get<IWalletRepository>().FindAsync(chat.Members[0].UserId, default);

        await AssertAlongAnIndexAsync(expectedReads: 11);
    }

    private async Task AssertAlongAnIndexAsync(int expectedReads)
    {
        var reads = Node.TakeReads();
        Assert.Equal(expectedReads, reads.Count);
        foreach (var read in reads)
        {
            var command = new BsonDocument(read.Elements.Where(element => Understood.Contains(element.Name)));
            var plan = await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", command }, { "verbosity", "queryPlanner" } });
            var stages = Stages(plan).ToList();
            Assert.Contains(stages, stage => stage is "IXSCAN" or "IDHACK");
            Assert.DoesNotContain("COLLSCAN", stages);
            Assert.DoesNotContain("SORT", stages);
        }
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
