using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Stores.Tests.Contracts.Events;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Feed;

/// <summary>What the stream tells of the directory, of blocks and of grants where a node of the last release has written, or a document can't be read; the rest is in the contract.</summary>
public sealed class MongoServiceFeedTests : IClassFixture<MongoDatabaseFixture>
{
    private const string Photo = "https://example.com/ada.jpg";

    private static readonly UpdateOptions Unchecked = new() { BypassDocumentValidation = true };

    private readonly MongoDatabaseFixture database;

    public MongoServiceFeedTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private IUserRepository Users => database.Node.Get<IUserRepository>();

    private IChatRepository Chats => database.Node.Get<IChatRepository>();

    /// <summary>Its changes have only what differs: the rest is that of now, whatever this version noted before.</summary>
    [SkippableFact]
    public async Task Read_WhenAnOlderNodeHasChangedAnEntry_ThenItIsToldWithWhatItHasBeside()
    {
        var user = MongoSamples.User();
        await using var feed = await OpenAsync();

        await InsertAsync("users", new BsonDocument { { "_id", user.Id.ToObjectId() }, { "username", "Ada" } });
        await PutAsOlderNodeAsync(user.Id, "Ada", Photo);
        Assert.Equal([("Ada", null), ("Ada", Photo)], await TakeAsync(feed, 2));
        await PutAsync(user.Id, "Lovelace", Photo);
        await PutAsOlderNodeAsync(user.Id, "Byron", Photo);
        Assert.Equal([("Lovelace", Photo), ("Byron", Photo)], await TakeAsync(feed, 2));
        // As this version wrote it last: of that its own note does not change.
        await PutAsync(user.Id, "Lovelace", Photo);
        Assert.Equal([("Lovelace", Photo)], await TakeAsync(feed, 1));
        await PutAsOlderNodeAsync(user.Id, "Lovelace", null);
        Assert.Equal([("Lovelace", null)], await TakeAsync(feed, 1));
    }

    [SkippableFact]
    public async Task Read_WhenAWriteLeavesNameAndPictureOfAnOlderEntry_ThenNothingIsTold()
    {
        var user = MongoSamples.User();
        await PutAsOlderNodeAsync(user.Id, "Ada", Photo);
        await using var feed = await OpenAsync();

        await PutAsync(user.Id, "Ada", Photo);
        await UpdateAsync("users", user.Id.ToObjectId(), new BsonDocument("$inc", new BsonDocument("filesAdded", 1L)));
        await PutAsync(user.Id, "Ada L.", Photo);

        Assert.Equal([("Ada L.", Photo)], await TakeAsync(feed, 1));
    }

    [SkippableTheory]
    [InlineData("username", 7)]
    [InlineData("profilePhoto", true)]
    [InlineData("kind", "robot")]
    public async Task Read_WhenAnEntryCantBeRead_ThenItIsPassedOverAndTheNextOneIsTold(string field, object value)
    {
        var (made, changed, next) = (MongoSamples.User(), MongoSamples.User(), MongoSamples.User("next"));
        await PutAsync(changed.Id, "Ada", null);
        await using var feed = await OpenAsync();

        await InsertAsync("users", new BsonDocument { { "_id", made.Id.ToObjectId() }, { "username", "Ada" } }.Set(field, BsonValue.Create(value)));
        await UpdateAsync("users", changed.Id.ToObjectId(), new BsonDocument("$set", new BsonDocument(field, BsonValue.Create(value))));
        await PutAsync(next.Id, "next", null);

        Assert.Equal([("next", null)], await TakeAsync(feed, 1));
    }

    /// <summary>The stream goes on for everybody else.</summary>
    [SkippableTheory]
    [InlineData("amount", 1.5)]
    [InlineData("amount", "5")]
    [InlineData("balanceAfter", "5")]
    public async Task Read_WhenAnEntryOfTheLedgerCantBeRead_ThenItIsPassedOverAndTheNextOneIsTold(string field, object value)
    {
        var (owner, next) = (MongoSamples.NewId<User>(), MongoSamples.NewId<User>());
        await using var feed = await OpenAsync();

        await InsertAsync("ledger", EntryOf(owner, LedgerDirection.Grant).Set(field, BsonValue.Create(value)));
        await InsertAsync("ledger", EntryOf(owner, LedgerDirection.GrantIssued));
        await InsertAsync("ledger", EntryOf(owner, LedgerDirection.TransferReceived));
        await InsertAsync("ledger", EntryOf(next, LedgerDirection.Grant));

        var told = Assert.IsType<CreditsGranted>((await feed.TakeAsync(1))[0].Event);
        Assert.Equal((next, 5L, 5L), (told.UserId, told.Amount, told.Balance));
    }

    /// <summary>What a version noted that knew no times, or took back without a look at them, is put in order by the next write, which changes one block alone.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_WhenAnOldBlockIsPutInOrder_ThenTheOneThatChangesIsToldAlone(bool isLowerOld)
    {
        var chat = MongoSamples.Direct();
        var (old, other) = isLowerOld ? (chat.Pair!.Value.Lower, chat.Pair.Value.Higher) : (chat.Pair!.Value.Higher, chat.Pair.Value.Lower);
        await Chats.AddAsync(chat, default);
        await SetOldBlockAsync(old);
        await using var feed = await OpenAsync();

        await ChangeAsync(chat => chat.Block(other, MongoSamples.Noon));
        await ChangeAsync(chat => chat.Unblock(old));
        await ChangeAsync(chat => chat.Unblock(other));
        Assert.Equal([(other, old, true), (old, other, false), (other, old, false)], await TakeBlocksAsync(feed, 3));

        // Nobody can tell any more whose that was.
        await SetOldBlockAsync(old);
        await ChangeAsync(chat => chat.Unblock(old));
        // And this one was taken back without a look at its time.
        await ChangeAsync(chat => chat.Block(old, MongoSamples.Noon));
        Assert.Equal([(old, other, true)], await TakeBlocksAsync(feed, 1));
        await UpdateAsync("chats", chat.Id.ToObjectId(), new BsonDocument { { "$unset", new BsonDocument("blockedBy", 1) }, { "$inc", new BsonDocument("revision", 1L) } });
        await ChangeAsync(chat => chat.Block(other, MongoSamples.Noon));
        Assert.Equal([(other, old, true)], await TakeBlocksAsync(feed, 1));

        Task SetOldBlockAsync(Id<User> by) => UpdateAsync(
            "chats", chat.Id.ToObjectId(), new BsonDocument { { "$set", new BsonDocument("blockedBy", new BsonArray { by.ToObjectId() }) }, { "$inc", new BsonDocument("revision", 1L) } });

        async Task ChangeAsync(Action<Chat> change)
        {
            var found = (await Chats.FindAsync(chat.Id, default))!;
            change(found);
            Assert.True(await Chats.SaveBlocksAsync(found, default));
        }
    }

    private static BsonDocument EntryOf(Id<User> owner, LedgerDirection direction) => new()
    {
        { "_id", new BsonDocument { { "ownerId", owner.ToObjectId() }, { "number", (long)direction + 1 } } },
        { "entryId", MongoSamples.NewId<LedgerEntry>().ToObjectId() },
        { "direction", LedgerDirectionNames.NameOf(direction) },
        { "amount", 5L },
        { "balanceAfter", 5L },
        { "createdAt", MongoSamples.Noon },
    };

    private static async Task<IEnumerable<(string Username, string? Photo)>> TakeAsync(FeedReader feed, int count) =>
        (await feed.TakeAsync(count)).Select(item => Assert.IsType<UserUpdated>(item.Event).User).Select(user => (user.Username.Value, user.ProfilePhoto));

    private static async Task<IEnumerable<(Id<User> By, Id<User> Blocked, bool IsBlocked)>> TakeBlocksAsync(FeedReader feed, int count) =>
        (await feed.TakeAsync(count)).Select(item => Assert.IsType<BlockChanged>(item.Event)).Select(changed => (changed.UserId, changed.BlockedId, changed.IsBlocked));

    private Task<FeedReader> OpenAsync() => FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>());

    private Task PutAsync(Id<User> id, string name, string? photo) => Users.PutAsync(new User(id, Username.From(name), photo), leavesKind: true, default);

    /// <summary>As the last release writes it.</summary>
    private Task PutAsOlderNodeAsync(Id<User> id, string name, string? photo)
    {
        var set = new BsonDocument("username", name);
        var update = new BsonDocument("$set", set);
        if (photo is null)
            update.Add("$unset", new BsonDocument("profilePhoto", string.Empty));
        else
            set.Add("profilePhoto", photo);
        return Collection("users").UpdateOneAsync(new BsonDocument("_id", id.ToObjectId()), update, new UpdateOptions { IsUpsert = true });
    }

    private Task InsertAsync(string collection, BsonDocument document) =>
        Collection(collection).InsertOneAsync(document, new InsertOneOptions { BypassDocumentValidation = true });

    private Task UpdateAsync(string collection, ObjectId id, BsonDocument update) => Collection(collection).UpdateOneAsync(new BsonDocument("_id", id), update, Unchecked);

    private IMongoCollection<BsonDocument> Collection(string name) => database.Raw.GetCollection<BsonDocument>(name);
}
