using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Stores.Tests.Mongo.Life;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Database;

/// <summary>
/// No read goes through a whole collection, and none but that of a part of the chat list sorts what it found: the server says how
/// it would go about each.
/// </summary>
public sealed class MongoQueryPlanTests : IClassFixture<MongoDatabaseFixture>
{
    private static readonly string[] Understood = ["find", "filter", "sort", "projection", "hint", "skip", "limit", "aggregate", "pipeline", "cursor"];

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
        await Node.CommitStore.CommitAsync(MongoSamples.Round(chats[0], "hello", key), default);
        var needs = new LoadRequest();
        needs.Chats.Add(chats[0].Id);
        needs.Pairs.Add(chats[1].Pair!.Value);
        needs.Users.UnionWith(chats[0].Members.Select(member => member.UserId));
        needs.Keys.UnionWith([key, key with { Key = "another" }]);
        needs.Wallets.UnionWith(needs.Users);
        needs.Files.Add(new FileReference(key.UserId, "photo.jpg"));
        needs.Files.Add(new FileReference(key.UserId, chats[0].Id.ToString()));
        var byPair = new LoadRequest();
        byPair.Pairs.Add(chats[1].Pair!.Value);
        Node.TakeReads();

        await Node.CommitStore.LoadAsync(needs, default);
        await Node.CommitStore.LoadAsync(byPair, default);

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
        await Node.Get<IMessageRepository>().LastTimesAsync([new ChatAsOf(chat.Id, MongoSamples.Noon, 0), new ChatAsOf(MongoSamples.NewId<Chat>(), MongoSamples.Noon, 5)], default);
        var mentions = new[] { new MentionWindow(chat.Id, 1, 9), new MentionWindow(MongoSamples.NewId<Chat>(), 0, 3) };
        await Node.Get<IMessageRepository>().CountMentionsAsync(chat.Members[0].UserId, mentions, default);
        await Node.Get<IChatRepository>().FindAsync(chat.Id, default);
        await Node.Get<IChatRepository>().FindAsync(chat.Pair!.Value, default);
        foreach (var direction in new[] { (LedgerDirection?)null, LedgerDirection.Grant })
        {
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(null, direction, 20), default);
            await Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(9, direction, 20), default);
        }

        await Node.Get<IWalletRepository>().FindAsync(chat.Members[0].UserId, default);
        await Node.Get<IUserRepository>().FindAllAsync([.. chat.Members.Select(member => member.UserId)], default);
        await Node.Get<IChatSettingsRepository>().FindAllAsync(chat.Members[0].UserId, [chat.Id, MongoSamples.NewId<Chat>()], default);
        await Node.Get<IChatSettingsRepository>().OfMembersAsync(chat.Id, [.. chat.Members.Select(member => member.UserId)], default);

        await AssertAlongAnIndexAsync(expectedReads: 17);
    }

    [SkippableFact]
    public async Task Changes_WhenExplained_ThenEachReadGoesAlongAnIndex()
    {
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        var round = new ChangeSet();
        var message = round.Send(chat, "hello");
        round.Edit(chat, message, "edited");
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(round, default));
        // As a node of an earlier version sends.
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(MongoSamples.Round(chat, "older"), default));
        var (changes, backlog) = (Node.Get<IChangeRepository>(), Node.Get<IErasureBacklog>());
        Node.TakeReads();

        await changes.CountAlterationsAsync(chat.Id, 7, default);
        await changes.AlteredAsync(chat.Id, 1, 0, 20, default);
        // And how far numbers go in step, and how many alterations came before the message that does not say.
        Assert.Equal(3, Assert.Single(await changes.UnalteredAsync(chat.Id, 0, 100, 20, default)).Change);
        await changes.PastVersionsAsync(message.Id, 0, 20, default);
        await Node.Get<IMessageRepository>().FindAllAsync([message.Id, MongoSamples.NewId<Message>()], default);
        await backlog.IsCarriedAsync("nobody.jpg", default);
        await backlog.EndAsync(new Erasure(message.Id, "nobody.jpg", MongoSamples.Noon, IsReleased: true), default);

        await AssertAlongAnIndexAsync(expectedReads: 10);
    }

    /// <summary>However many were altered, and are looked at in vain.</summary>
    [SkippableFact]
    public async Task Unaltered_WhenAllButTheLastWereAltered_ThenOnlyTheNumbersAskedForAreRead()
    {
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        var round = new ChangeSet();
        for (var i = 0; i < 100; i++)
            round.React(chat, round.Send(chat, $"{i}"), "👍");
        round.Send(chat, "last");
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(round, default));
        Node.TakeReads();

        Assert.Empty(await Node.Get<IChangeRepository>().UnalteredAsync(chat.Id, 0, 7, 20, default));
        Assert.Empty(await Node.Get<IChangeRepository>().UnalteredAsync(chat.Id, 93, 100, 20, default));
        Assert.Single(await Node.Get<IChangeRepository>().UnalteredAsync(chat.Id, 94, 101, 20, default));

        foreach (var read in Node.TakeReads())
        {
            var plan = await ExplainAsync(read, "executionStats");
            AssertAlongAnIndex(plan);
            Assert.Equal(7, plan["executionStats"]["totalDocsExamined"].ToInt32());
        }
    }

    /// <summary>However many changes there are before those that are asked for.</summary>
    [SkippableFact]
    public async Task Altered_WhenThereAreManyBefore_ThenOnlyThoseAfterAreRead()
    {
        var chat = MongoSamples.Direct();
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        var round = new ChangeSet();
        for (var i = 0; i < 100; i++)
            round.React(chat, round.Send(chat, $"{i}"), "👍");
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(round, default));
        Node.TakeReads();

        Assert.Equal(5, (await Node.Get<IChangeRepository>().AlteredAsync(chat.Id, 190, 0, 20, default)).Count);
        Assert.Equal(99, await Node.Get<IChangeRepository>().CountAlterationsAsync(chat.Id, 199, default));

        foreach (var (read, documents) in Node.TakeReads().Zip([5, 1]))
        {
            var plan = await ExplainAsync(read, "executionStats");
            AssertAlongAnIndex(plan);
            Assert.Equal(documents, plan["executionStats"]["totalDocsExamined"].ToInt32());
        }
    }

    /// <summary>Somebody else's entries stand before and after theirs, and theirs of the other direction in between.</summary>
    [SkippableTheory]
    [InlineData(null)]
    [InlineData(LedgerDirection.TransferSent)]
    public async Task LedgerPage_WhenExplained_ThenOnlyItsEntriesAreRead(LedgerDirection? direction)
    {
        var (user, other) = (await Node.AddUserWithCreditsAsync(), await Node.AddUserWithCreditsAsync());
        var engine = Node.NewEngine();
        for (var i = 0; i < 20; i++)
        {
            var (from, to) = i % 2 == 0 ? (user, other) : (other, user);
            await engine.CommitAsync(new TransferIntent(
                MongoSamples.NewId<Message>(), from, null, to, 1, Note: null, new IdempotencyKey(from, $"{i}"), Fingerprint.Of($"{i}")));
        }

        Node.TakeReads();

        Assert.Equal(5, (await Node.Get<ILedgerRepository>().PageAsync(user, new LedgerWindow(15, direction, 5), default)).Count);

        var plan = await ExplainAsync(Assert.Single(Node.TakeReads()), "executionStats");
        AssertAlongAnIndex(plan);
        Assert.Equal(5, plan["executionStats"]["totalDocsExamined"].ToInt32());
        Assert.InRange(plan["executionStats"]["totalKeysExamined"].ToInt32(), 5, 6);
    }

    /// <summary>
    /// 40 hours with 6 chats each, of which a part has 10: the hour it ends in is told by the index alone, and only the
    /// chats of its hours are read and sorted.
    /// </summary>
    [SkippableTheory]
    [InlineData(false, 12)]
    [InlineData(true, 18)]
    public async Task ChatList_WhenExplained_ThenOnlyTheChatsOfItsHoursAreRead(bool fromTheMiddle, int most)
    {
        var (user, middle) = await AddHoursAsync();

        Assert.Equal(10, (await Node.Get<IChatRepository>().PageAsync(user, fromTheMiddle ? middle : null, 10, default)).Chats.Count);

        var reads = Node.TakeReads();
        Assert.Equal(3, reads.Count);
        var hour = await ExplainAsync(reads[0], "executionStats");
        AssertAlongAnIndex(hour);
        Assert.Equal(0, hour["executionStats"]["totalDocsExamined"].ToInt32());
        Assert.InRange(hour["executionStats"]["totalKeysExamined"].ToInt32(), 1, 12);
        var slice = await ExplainAsync(reads[1], "executionStats");
        Assert.Contains("IXSCAN", Stages(slice));
        Assert.DoesNotContain("COLLSCAN", Stages(slice));
        Assert.InRange(slice["executionStats"]["totalDocsExamined"].ToInt32(), 11, most);
        Assert.InRange(slice["executionStats"]["totalKeysExamined"].ToInt32(), 11, most + 1);
    }

    [SkippableFact]
    public async Task MovedChats_WhenExplained_ThenOnlyThoseOfTheHourAreReadInVain()
    {
        var (user, middle) = await AddHoursAsync();

        Assert.Equal(10, (await Node.Get<IChatRepository>().MovedAsync(user, middle, 10, default)).Count);

        var plan = await ExplainAsync(Node.TakeReads()[0], "executionStats");
        AssertAlongAnIndex(plan);
        Assert.InRange(plan["executionStats"]["totalDocsExamined"].ToInt32(), 10, 16);
    }

    /// <summary>A send within the hour leaves the index of the chat list alone; the first one of the next hour moves an entry for each member.</summary>
    [SkippableFact]
    public async Task Send_WhenTheHourIsTheSame_ThenNoIndexEntryMoves()
    {
        const int Members = 50;
        var chat = MongoSamples.Group(Members);
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument("profile", 2));

        await SendAtAsync(chat.Id, ActiveHour.Of(chat).AddMinutes(59));
        await SendAtAsync(chat.Id, ActiveHour.Of(chat).AddMinutes(60));
        await SendAtAsync(chat.Id, ActiveHour.Of(chat).AddMinutes(61));

        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument("profile", 0));
        var updates = await database.Raw.GetCollection<BsonDocument>("system.profile")
            .Find(new BsonDocument { { "op", "update" }, { "command.q._id", new ObjectId(chat.Id.ToString()) } })
            .Sort(new BsonDocument("$natural", 1))
            .ToListAsync();
        Assert.Equal([0, Members, 0], updates.Select(update => update.GetValue("keysInserted", 0).ToInt32()));
        Assert.Equal([0, Members, 0], updates.Select(update => update.GetValue("keysDeleted", 0).ToInt32()));
    }

    [SkippableFact]
    public async Task Thumbnails_WhenExplained_ThenWhatIsLeftToDoIsFoundAlongIndexesThatHaveNothingElse()
    {
        var file = MongoSamples.File(MongoSamples.NewId<User>(), "film.mp4") with { State = FileState.Bound, LaterThumbnail = new LaterThumbnail("later.jpg", MongoSamples.Noon) };
        file = file with { Content = file.Content with { Kind = MediaKind.Video } };
        await Node.Get<IFileRepository>().AddAsync(file, default);
        await Node.CommitStore.CommitAsync(MongoSamples.Round(MongoSamples.Direct(), "hello"), default);
        var backlog = Node.Get<IThumbnailBacklog>();
        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument("profile", 2));

        Assert.NotNull(await backlog.ClaimAsync(MongoSamples.Noon, MongoSamples.Noon, default));
        await backlog.LackingAsync(file, 1, default);

        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument("profile", 0));
        var plans = await database.Raw.GetCollection<BsonDocument>("system.profile")
            .Find(new BsonDocument { { "ns", new BsonRegularExpression("[.](files|messages)$") }, { "planSummary", new BsonDocument("$exists", true) } })
            .Sort(new BsonDocument("$natural", 1))
            .ToListAsync();
        Assert.Equal(
            ["IXSCAN { state: 1, laterThumbnail.due: 1 }", "IXSCAN { media.key: 1 }"],
            plans.TakeLast(2).Select(plan => plan["planSummary"].AsString));
    }

    private async Task SendAtAsync(Id<Chat> id, DateTime at)
    {
        var change = new ChatChange((await Node.Get<IChatRepository>().FindAsync(id, default))!, isNew: false);
        var sender = change.Chat.Members[0].UserId;
        var message = Message.Text(new MessageHeader(MongoSamples.NewId<Message>(), id, change.Chat.NextSequence, sender, at), MessageText.From("Merhaba"));
        change.Senders.Add(sender);
        change.Chat.Append(message);
        Assert.Equal(CommitResult.Committed, await Node.CommitStore.CommitAsync(new ChangeSet { Chats = { change }, Messages = { message } }, default));
    }

    /// <summary>A user's 240 chats, ten minutes apart, and the position of one in the middle.</summary>
    private async Task<(Id<User> User, ChatPosition Middle)> AddHoursAsync()
    {
        var user = MongoSamples.NewId<User>();
        var chats = Enumerable.Range(0, 240)
            .Select(i => Chat.Direct(MongoSamples.NewId<Chat>(), user, MongoSamples.NewId<User>(), ActiveHour.Of(MongoSamples.Noon).AddMinutes(10 * i)))
            .ToList();
        await Node.Get<MongoStore>().Chats.InsertManyAsync(chats);
        Node.TakeReads();
        return (user, ChatPosition.Of(chats[121]));
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
