using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Nodes;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Schema;

public sealed class MongoStoreInitializerTests : IClassFixture<MongoDatabaseFixture>
{
    private const int DocumentValidationFailure = 121;

    /// <summary>Less than the 60 s after which the server itself ends a transaction, and otherwise as long as a slow machine may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly MongoDatabaseFixture database;

    public MongoStoreInitializerTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenSeveralNodesStartAtOnce_ThenAllOfThemSucceed()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => database.NewNode()).ToList();
        await database.Node.Client.DropDatabaseAsync(database.Raw.DatabaseNamespace.DatabaseName);

        await Task.WhenAll(nodes.Select(node => node.Get<IStoreInitializer>().InitializeAsync(default)));

        foreach (var schema in MongoSchema.Collections)
        {
            var expected = schema.Indexes.Select(index => index["name"].AsString).Prepend("_id_").Order();
            Assert.Equal(expected, (await IndexesAsync(schema.Name)).Select(index => index["name"].AsString).Order());
        }
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenSeveralNodesMakeTheKeyAtOnce_ThenAllOfThemHaveTheSame()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => database.NewNode()).ToList();
        for (var round = 0; round < 5; round++)
        {
            await database.Raw.DropCollectionAsync(MongoSchema.Meta);

            var keys = await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
            {
                await node.Get<IStoreInitializer>().InitializeAsync(default);
                return Convert.ToHexString(await node.Get<IStoreKey>().GetAsync(default));
            })));

            Assert.Single(keys.Distinct());
        }
    }

    /// <summary>As the last release leaves it, or as somebody does who wants another one.</summary>
    [SkippableTheory]
    [InlineData(MongoSchema.Version - 1)]
    [InlineData(MongoSchema.Version)]
    public async Task InitializeAsync_WhenThereIsNoKey_ThenMakesOne(int version)
    {
        var meta = database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta);
        var before = await database.Node.Get<IStoreKey>().GetAsync(default);
        await meta.DeleteOneAsync(new BsonDocument("_id", "secret"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Node.Get<IStoreKey>().GetAsync(default));
        await meta.UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument("$set", new BsonDocument("version", version)));

        await database.Node.Get<IStoreInitializer>().InitializeAsync(default);

        Assert.NotEqual(before, await database.Node.Get<IStoreKey>().GetAsync(default));
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenANewerNodeHasBeenThere_ThenItsSchemaStays()
    {
        var meta = database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta);
        var id = new BsonDocument("_id", "schema");
        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "collMod", "files" }, { "validator", new BsonDocument() } });
        await meta.UpdateOneAsync(id, new BsonDocument("$inc", new BsonDocument("version", 1)));
        try
        {
            await database.Node.Get<IStoreInitializer>().InitializeAsync(default);

            await database.Raw.GetCollection<BsonDocument>("files").InsertOneAsync(new BsonDocument("ownerId", "text"));
        }
        finally
        {
            await meta.DeleteOneAsync(id);
            await database.Node.Get<IStoreInitializer>().InitializeAsync(default);
        }
    }

    /// <summary>To change a collection takes a lock that waits for every transaction, and that everybody else waits behind.</summary>
    [SkippableFact]
    public async Task InitializeAsync_WhenAKilledNodeHasLeftATransactionOpen_ThenTheStartDoesNotWaitForIt()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        using var session = await database.Node.Client.StartSessionAsync();
        session.StartTransaction();
        await database.Raw.GetCollection<BsonDocument>("chats").UpdateOneAsync(
            session, new BsonDocument("_id", new ObjectId(chat.Id.ToString())), new BsonDocument("$set", new BsonDocument("revision", 1L)));

        var start = database.NewNode().Get<IStoreInitializer>().InitializeAsync(default);

        await start.WaitAsync(Patience);
        await session.AbortTransactionAsync();
    }

    /// <summary>The server itself would end it after 60 s.</summary>
    [SkippableFact]
    public async Task InitializeAsync_WhenTheSchemaIsOlderAndADeadNodeIsInTheWay_ThenTheStartEndsWhatItLeft()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        var dead = database.NewNode();
        await dead.Get<MongoNodeRegistry>().BeatAsync(default);
        var session = dead.Get<MongoSessions>().Take();
        session.Handle.StartTransaction(MongoStore.RoundTransaction);
        await database.Raw.GetCollection<BsonDocument>("chats").UpdateOneAsync(
            session.Handle, new BsonDocument("_id", new ObjectId(chat.Id.ToString())), new BsonDocument("$set", new BsonDocument("touched", 1)));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta)
            .UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument("$inc", new BsonDocument("version", -1)));

        var start = database.NewNode().Get<IStoreInitializer>().InitializeAsync(default);

        await start.WaitAsync(Patience);
        var version = await database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta).Find(new BsonDocument("_id", "schema")).SingleAsync();
        Assert.Equal(MongoSchema.Version, version["version"].ToInt32());
        await dead.Get<MongoNodeRegistry>().LeaveAsync(default);
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenAnOlderSchemaIsThere_ThenItIsBroughtUpToDate()
    {
        await database.Raw.RunCommandAsync<BsonDocument>(new BsonDocument { { "collMod", "messages" }, { "validator", new BsonDocument() } });
        await database.Raw.GetCollection<BsonDocument>("messages").Indexes.DropOneAsync("chat_sequence");
        await database.Raw.GetCollection<BsonDocument>("chats").Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(new BsonDocument("members.userId", 1), new CreateIndexOptions { Name = "member" }));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta)
            .UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument("$inc", new BsonDocument("version", -1)));

        await database.Node.Get<IStoreInitializer>().InitializeAsync(default);

        Assert.Contains(await IndexesAsync("messages"), index => index["name"] == "chat_sequence" && index["unique"].ToBoolean());
        Assert.DoesNotContain(await IndexesAsync("chats"), index => index["name"] == "member");
        await AssertRefusedAsync("messages", new BsonDocument("sequence", 1L));
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenChatsOfAnOlderSchemaAreThere_ThenTheyAreListed()
    {
        var (open, unopened) = (MongoSamples.Direct(), Chat.Unopened(MongoSamples.NewId<Chat>(), MongoSamples.NewId<User>(), MongoSamples.NewId<User>()));
        await database.Node.Get<IChatRepository>().AddAsync(open, default);
        await database.Node.Get<IChatRepository>().AddAsync(unopened, default);
        var chats = database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats);
        await chats.UpdateManyAsync(new BsonDocument(), new BsonDocument("$unset", new BsonDocument("activeHour", "")));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta)
            .UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument("$inc", new BsonDocument("version", -1)));

        await database.Node.Get<IStoreInitializer>().InitializeAsync(default);

        Assert.Equal([open.Id], (await database.Node.Get<IChatRepository>().PageAsync(open.Members[0].UserId, null, 10, default)).Chats.Select(chat => chat.Id));
        Assert.Empty((await database.Node.Get<IChatRepository>().PageAsync(unopened.Members[0].UserId, null, 10, default)).Chats);
        var stored = await chats.Find(new BsonDocument("_id", new ObjectId(open.Id.ToString()))).SingleAsync();
        Assert.Equal(ActiveHour.Of(open), stored["activeHour"].ToUniversalTime());
    }

    /// <summary>Up to version 4, an entry had an identifier of its own, and its wallet and number beside it under a unique index.</summary>
    [SkippableFact]
    public async Task InitializeAsync_WhenAnOlderLedgerIsThere_ThenItsEntriesAreWhatTheyWereToSeveralNodesAtOnce()
    {
        var user = await database.Node.AddUserWithCreditsAsync();
        await database.Node.GrantAsync(user, "another");
        var (before, issued) = (await EntriesAsync(user), await EntriesAsync(Wallet.SystemOwner));
        var stored = await database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger).CountDocumentsAsync(new BsonDocument());
        await TakeLedgerBackAsync();
        // As a node leaves it that was killed after it had written one of them anew.
        await database.Raw.GetCollection<LedgerEntry>(MongoSchema.Ledger).InsertOneAsync(before[0]);
        var nodes = Enumerable.Range(0, 4).Select(_ => database.NewNode()).ToList();

        await Task.WhenAll(nodes.Select(node => node.Get<IStoreInitializer>().InitializeAsync(default)));

        Assert.Equal([2, 1], before.Select(entry => entry.Number));
        Assert.Equal(before, await EntriesAsync(user));
        Assert.Equal(issued, await EntriesAsync(Wallet.SystemOwner));
        Assert.Equal(stored, await database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger).CountDocumentsAsync(new BsonDocument()));
        Assert.Equal(["_id_", "direction_number"], (await IndexesAsync(MongoSchema.Ledger)).Select(index => index["name"].AsString));
        var exception = await Assert.ThrowsAsync<MongoWriteException>(() => database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger).InsertOneAsync(InOldForm(before[0])));
        Assert.Equal(DocumentValidationFailure, exception.WriteError.Code);

        async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(Id<User> owner) =>
            [.. (await database.Node.Get<ILedgerRepository>().PageAsync(owner, new LedgerWindow(null, null, 10), default)).Select(entry => entry.Entry!)];
    }

    [SkippableFact]
    public async Task Verify_WhenAnOlderLedgerIsThere_ThenItSaysWhatToDo()
    {
        await database.Node.AddUserWithCreditsAsync();
        await TakeLedgerBackAsync();

        var report = await new StoreVerifier(database.Node.Get<IStoreSnapshots>()).VerifyAsync(default);

        await database.Node.Get<IStoreInitializer>().InitializeAsync(default);
        Assert.Contains("before version 5", report.Fault, StringComparison.Ordinal);
        var afterwards = await new StoreVerifier(database.Node.Get<IStoreSnapshots>()).VerifyAsync(default);
        // Other tests leave messages without chats behind, which come after the ledger.
        Assert.DoesNotContain("version 5", afterwards.Fault ?? string.Empty, StringComparison.Ordinal);
        Assert.True(afterwards.Entries >= 2);
    }

    [SkippableTheory]
    [InlineData("activeHour", 12)]
    [InlineData("lastSequence", -1L)]
    [InlineData("lastSequence", 1.5)]
    [InlineData("revision", -1L)]
    [InlineData("kind", "channel")]
    [InlineData("members", "nobody")]
    [InlineData("people", "nobody")]
    [InlineData("photo", "none")]
    [InlineData("ownChange", 0L)]
    [InlineData("lowerBlock", "me")]
    [InlineData("updatedAt", "yesterday")]
    public async Task Chats_WhenADocumentBreaksAnInvariant_ThenTheServerRefusesIt(string field, object value)
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        var update = new BsonDocument("$set", new BsonDocument(field, BsonValue.Create(value)));

        var exception = await Assert.ThrowsAsync<MongoWriteException>(() => database.Raw.GetCollection<BsonDocument>("chats")
            .UpdateOneAsync(new BsonDocument("_id", new ObjectId(chat.Id.ToString())), update));

        Assert.Equal(DocumentValidationFailure, exception.WriteError.Code);
    }

    [SkippableTheory]
    [InlineData("""{ "sequence": { "$numberLong": "0" } }""")]
    [InlineData("""{ "sequence": "1" }""")]
    [InlineData("""{ "type": "poem" }""")]
    [InlineData("""{ "chatId": "64d15f9e2e6c8f4d5a123456" }""")]
    [InlineData("""{ "senderId": null }""")]
    [InlineData("""{ "content": 5 }""")]
    public async Task Messages_WhenADocumentBreaksAnInvariant_ThenTheServerRefusesIt(string part)
    {
        var message = new BsonDocument
        {
            { "chatId", ObjectId.GenerateNewId() }, { "sequence", 1L }, { "senderId", ObjectId.GenerateNewId() },
            { "type", "text" }, { "content", "hello" }, { "createdAt", MongoSamples.Noon },
        };
        await database.Raw.GetCollection<BsonDocument>("messages").InsertOneAsync((BsonDocument)message.DeepClone());

        await AssertRefusedAsync("messages", message.Merge(BsonDocument.Parse(part), overwriteExistingElements: true));
    }

    [SkippableFact]
    public async Task Outcomes_WhenTheIdentifierIsNotUserAndKey_ThenTheServerRefusesIt()
    {
        var record = new BsonDocument
        {
            { "_id", new BsonDocument("key", "a") }, { "fingerprint", new byte[32] },
            { "messageId", ObjectId.GenerateNewId() }, { "chatId", ObjectId.GenerateNewId() },
        };

        await AssertRefusedAsync("outcomes", record);
    }

    [SkippableFact]
    public async Task Messages_WhenANumberIsGivenTwiceInAChat_ThenTheServerRefusesIt()
    {
        var chat = ObjectId.GenerateNewId();
        var messages = database.Raw.GetCollection<BsonDocument>("messages");
        BsonDocument Message() => new()
        {
            { "chatId", chat }, { "sequence", 7L }, { "senderId", chat }, { "type", "text" }, { "content", "hello" }, { "createdAt", MongoSamples.Noon },
        };
        await messages.InsertOneAsync(Message());

        var exception = await Assert.ThrowsAsync<MongoWriteException>(() => messages.InsertOneAsync(Message()));

        Assert.Equal(ServerErrorCategory.DuplicateKey, exception.WriteError.Category);
    }

    [SkippableFact]
    public async Task InitializeAsync_WhenTheServerIsStandalone_ThenTheOperatorIsToldWhatToDo()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var server = await MongoServer.StartAsync(replicaSet: false);
        using var node = new MongoNode(server.ConnectionString);

        var exception = await Assert.ThrowsAsync<StoreSetupException>(() => node.Get<IStoreInitializer>().InitializeAsync(default));

        Assert.Contains("standalone", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--replSet", exception.Message, StringComparison.Ordinal);
    }

    private async Task TakeLedgerBackAsync()
    {
        var ledger = database.Raw.GetCollection<BsonDocument>(MongoSchema.Ledger);
        var entries = await database.Raw.GetCollection<LedgerEntry>(MongoSchema.Ledger).Find(new BsonDocument()).ToListAsync();
        await database.Raw.DropCollectionAsync(MongoSchema.Ledger);
        await ledger.Indexes.CreateManyAsync(
        [
            new(new BsonDocument { { "ownerId", 1 }, { "number", 1 } }, new CreateIndexOptions { Name = "owner_number", Unique = true }),
            new(new BsonDocument { { "ownerId", 1 }, { "direction", 1 }, { "number", 1 } }, new CreateIndexOptions { Name = "owner_direction" }),
        ]);
        await ledger.InsertManyAsync(entries.Select(InOldForm));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Meta)
            .UpdateOneAsync(new BsonDocument("_id", "schema"), new BsonDocument("$set", new BsonDocument("version", 4)));
    }

    private static BsonDocument InOldForm(LedgerEntry entry)
    {
        var document = entry.ToBsonDocument();
        var place = document["_id"].AsBsonDocument;
        document["_id"] = document["entryId"];
        document.Remove("entryId");
        return document.AddRange(place);
    }

    private async Task<List<BsonDocument>> IndexesAsync(string collection)
    {
        using var cursor = await database.Raw.GetCollection<BsonDocument>(collection).Indexes.ListAsync();
        return await cursor.ToListAsync();
    }

    private async Task AssertRefusedAsync(string collection, BsonDocument document)
    {
        var exception = await Assert.ThrowsAsync<MongoWriteException>(() => database.Raw.GetCollection<BsonDocument>(collection).InsertOneAsync(document));
        Assert.Equal(DocumentValidationFailure, exception.WriteError.Code);
    }
}
