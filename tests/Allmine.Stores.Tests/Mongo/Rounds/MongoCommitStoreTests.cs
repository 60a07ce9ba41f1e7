using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Rounds;

/// <summary>What is particular to MongoDB in a round's load and commit; what any store promises is in the contract tests.</summary>
public sealed class MongoCommitStoreTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoCommitStoreTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private ICommitStore Store => database.Node.CommitStore;

    [SkippableFact]
    public async Task CommitAsync_WhenAnotherWriterWasAhead_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var stale = await LoadAsync(chat.Id);
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, "first"), default));

        var result = await Store.CommitAsync(MongoSamples.Round(stale, "second", MongoSamples.Key(chat)), default);

        Assert.Equal(CommitResult.Conflict, result);
        Assert.Equal(["first"], await TextsOfAsync(chat.Id));
        Assert.Equal(0, await CountOutcomesAsync(chat.Members[0].UserId));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheRevisionHasChanged_ThenConflict()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        await UpdateRawAsync(chat.Id, new BsonDocument("$inc", new BsonDocument("revision", 1L)));

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(MongoSamples.Round(chat, "hello"), default));

        Assert.Empty(await TextsOfAsync(chat.Id));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenOneChatOfTheRoundIsStale_ThenNothingOfTheRoundIsWritten()
    {
        Chat[] chats = [await AddAsync(MongoSamples.Direct()), await AddAsync(MongoSamples.Group(5)), await AddAsync(MongoSamples.Direct())];
        await UpdateRawAsync(chats[1].Id, new BsonDocument("$inc", new BsonDocument("lastSequence", 1L)));

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(MongoSamples.Round(chats), default));

        foreach (var chat in chats)
            Assert.Empty(await TextsOfAsync(chat.Id));
        Assert.Equal(0, (await LoadAsync(chats[0].Id)).LastSequence);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheKeyIsUsed_ThenSaysSoAndNothingIsWritten()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var key = MongoSamples.Key(chat);
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, "first", key), default));

        Assert.Equal(CommitResult.UsedKey, await Store.CommitAsync(MongoSamples.Round(chat, "second", key), default));

        Assert.Equal(["first"], await TextsOfAsync(chat.Id));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTwoRoundsGoForOneChatAtOnce_ThenJustOneIsWritten()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var chat = await AddAsync(MongoSamples.Direct());
            var other = await LoadAsync(chat.Id);

            var results = await Task.WhenAll(
                Store.CommitAsync(MongoSamples.Round(chat, "one"), default),
                Store.CommitAsync(MongoSamples.Round(other, "other"), default));

            Assert.Single(results, CommitResult.Committed);
            Assert.Single(await TextsOfAsync(chat.Id));
        }
    }

    [SkippableFact]
    public async Task CommitAsync_WhenAnotherMemberHasReadMeanwhile_ThenThatMarkerStays()
    {
        var chat = await AddAsync(MongoSamples.Group(3));
        await Store.CommitAsync(MongoSamples.Round(chat, "first"), default);
        await UpdateRawAsync(chat.Id, new BsonDocument("$set", new BsonDocument("members.2.readUpTo", 1L)));

        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, "second"), default));

        Assert.Equal([2, 0, 1], (await LoadAsync(chat.Id)).Members.Select(member => member.ReadUpTo));
    }

    [SkippableFact]
    public async Task LoadAsync_WhenTheRoundNamesHundredsOfThings_ThenOneCommandForEachSort()
    {
        const int Count = 250;
        var chats = Enumerable.Range(0, Count).Select(_ => MongoSamples.Direct()).ToList();
        var users = Enumerable.Range(0, Count).Select(_ => MongoSamples.User()).ToList();
        var files = users.ConvertAll(user => MongoSamples.File(user.Id, "photo.jpg"));
        foreach (var chat in chats)
            await AddAsync(chat);
        foreach (var user in users)
            await database.Node.Get<IUserRepository>().PutAsync(user, default);
        foreach (var file in files)
            await database.Node.Get<IFileRepository>().AddAsync(file, default);
        var keyed = MongoSamples.Round(chats);
        keyed.IdempotencyRecords.AddRange(keyed.Messages.Select(message => IdempotencyRecord.OfMessage(new IdempotencyKey(message.SenderId, "a"), Fingerprint.Of("a"), message)));
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(keyed, default));

        var needs = new LoadRequest();
        needs.Chats.UnionWith(chats.Take(Count / 2).Select(chat => chat.Id));
        needs.Pairs.UnionWith(chats.Skip(Count / 2).Select(chat => chat.Pair!.Value));
        needs.Users.UnionWith(users.Select(user => user.Id));
        needs.Keys.UnionWith(keyed.IdempotencyRecords.Select(record => record.Key));
        needs.Files.UnionWith(files.Select(file => new FileReference(file.OwnerId, "photo.jpg")));
        needs.Files.UnionWith(files.Select(file => new FileReference(file.OwnerId, file.Id.ToString())));
        database.Node.TakeCommands();
        var state = await Store.LoadAsync(needs, default);

        Assert.Equal(["find", "find", "find", "find", "aggregate"], database.Node.TakeCommands());
        Assert.Equal(Count, state.Chats.Count);
        Assert.Equal(Count, state.Users.Count);
        Assert.Equal(Count, state.IdempotencyRecords.Count);
        Assert.Equal(2 * Count, state.Files.Count);
        Assert.All(chats, chat => Assert.Equal(1, state.Find(chat.Pair!.Value)!.LastSequence));
    }

    [SkippableTheory]
    [InlineData("""{"$ne": null}""")]
    [InlineData("$where")]
    [InlineData("$$ROOT")]
    [InlineData("a.b.$[]")]
    [InlineData("' || 1 == 1 //")]
    public async Task Strings_WhenTheyLookLikeOperators_ThenTheyAreText(string text)
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var key = MongoSamples.Key(chat, text);
        var owner = chat.Members[0].UserId;
        var file = MongoSamples.File(owner, text);
        await database.Node.Get<IFileRepository>().AddAsync(MongoSamples.File(owner, "another"), default);
        await database.Node.Get<IFileRepository>().AddAsync(file, default);
        var user = MongoSamples.User(text);

        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, text, key), default));
        Assert.True(await database.Node.Get<IUserRepository>().PutAsync(user, default));

        Assert.Equal([text], await TextsOfAsync(chat.Id));
        Assert.Equal(text, (await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default))!.Message!.Content);
        Assert.Null(await database.Node.Get<IIdempotencyRepository>().FindAsync(key with { Key = "another" }, default));
        Assert.Equal(file, await database.Node.Get<IFileRepository>().FindAsync(new FileReference(owner, text), default));
        Assert.Equal(text, (await database.Node.Get<IUserRepository>().FindAsync(user.Id, default))!.Username.Value);
    }

    /// <summary>Records have a version of their fingerprint since there is such a field; those from before are of the first.</summary>
    [SkippableFact]
    public async Task CommitAsync_WhenAKeyIsUsed_ThenItsRecordHasTheVersionAndIsReadWithoutIt()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var key = MongoSamples.Key(chat, "versioned");
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, "Merhaba", key), default));
        var records = database.Raw.GetCollection<BsonDocument>(MongoSchema.Outcomes);
        var id = new BsonDocument("_id.key", "versioned");
        Assert.Equal(new BsonInt64(1), (await records.Find(id).SingleAsync())["fingerprintVersion"]);

        await records.UpdateOneAsync(id, new BsonDocument("$unset", new BsonDocument("fingerprintVersion", "")));

        Assert.Equal(Fingerprint.Of("Merhaba"), (await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default))!.Fingerprint);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTextAndKeyAreAsLongAsTheyMayBe_ThenTheyComeBackAsTheyWere()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001F680", MessageText.MaxLength));
        var chat = await AddAsync(MongoSamples.Direct());
        var key = MongoSamples.Key(chat, new string('~', 255));

        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(chat, text, key), default));

        var record = (await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default))!;
        Assert.Equal(text, record.Message!.Content);
        Assert.Equal(Fingerprint.Of(text), record.Fingerprint);
        Assert.Equal(DateTimeKind.Utc, record.Message!.CreatedAt.Kind);
        Assert.Equal(MongoSamples.Noon.AddSeconds(1), record.Message!.CreatedAt);
    }

    [SkippableFact]
    public async Task Documents_WhenTheyHaveFieldsOfANewerVersion_ThenTheyAreReadAndTheFieldsStay()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var user = MongoSamples.User();
        var file = MongoSamples.File(user.Id, "photo.jpg");
        var key = MongoSamples.Key(chat);
        await database.Node.Get<IUserRepository>().PutAsync(user, default);
        await database.Node.Get<IFileRepository>().AddAsync(file, default);
        await Store.CommitAsync(MongoSamples.Round(chat, "first", key), default);
        var extra = new BsonDocument("$set", new BsonDocument { { "newer", new BsonDocument("a", new BsonArray { 1, "b" }) }, { "gone", BsonNull.Value } });
        foreach (var name in new[] { "users", "chats", "messages", "outcomes", "files" })
            await database.Raw.GetCollection<BsonDocument>(name).UpdateManyAsync(new BsonDocument(), extra);
        await UpdateRawAsync(chat.Id, new BsonDocument("$set", new BsonDocument("members.1.newer", true)));

        var loaded = await LoadAsync(chat.Id);
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(MongoSamples.Round(loaded, "second"), default));
        Assert.False(await database.Node.Get<IUserRepository>().PutAsync(user, default));

        Assert.Equal(["first", "second"], await TextsOfAsync(chat.Id));
        Assert.NotNull(await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default));
        Assert.Equal(file, await database.Node.Get<IFileRepository>().FindAsync(new FileReference(user.Id, "photo.jpg"), default));
        var raw = await RawAsync("chats", chat.Id.ToObjectId());
        Assert.True(raw.Contains("newer"));
        Assert.True(raw["members"][1].AsBsonDocument.Contains("newer"));
        Assert.True((await RawAsync("users", user.Id.ToObjectId())).Contains("newer"));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenAKeyIsRecorded_ThenItExpiresAfterTheRetentionPromised()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var key = MongoSamples.Key(chat);
        await Store.CommitAsync(MongoSamples.Round(chat, "hello", key), default);

        var raw = await RawAsync("outcomes", IdempotencyDocumentSerializer.IdOf(key));

        Assert.True(raw["expiresAt"].ToUniversalTime() - MongoSamples.Noon >= IdempotencyRecord.LeastRetention);
    }

    private async Task<Chat> AddAsync(Chat chat)
    {
        Assert.True(await database.Node.Get<IChatRepository>().AddAsync(chat, default));
        return chat;
    }

    private async Task<Chat> LoadAsync(Id<Chat> id) => (await database.Node.Get<IChatRepository>().FindAsync(id, default))!;

    private async Task<IEnumerable<string?>> TextsOfAsync(Id<Chat> id)
    {
        var page = await database.Node.Get<IMessageRepository>().PageAsync(id, new HistoryWindow(Before: null, After: 0, HistoryWindow.MaxLimit), default);
        return page.Select(message => message.Readable!.Content);
    }

    private Task<long> CountOutcomesAsync(Id<User> user) =>
        database.Raw.GetCollection<BsonDocument>("outcomes").CountDocumentsAsync(new BsonDocument("_id.userId", user.ToObjectId()));

    private Task UpdateRawAsync(Id<Chat> id, BsonDocument update) =>
        database.Raw.GetCollection<BsonDocument>("chats").UpdateOneAsync(new BsonDocument("_id", id.ToObjectId()), update);

    private async Task<BsonDocument> RawAsync(string collection, BsonValue id)
    {
        using var cursor = await database.Raw.GetCollection<BsonDocument>(collection).FindAsync<BsonDocument>(new BsonDocument("_id", id));
        Assert.True(await cursor.MoveNextAsync());
        return Assert.Single(cursor.Current);
    }
}
