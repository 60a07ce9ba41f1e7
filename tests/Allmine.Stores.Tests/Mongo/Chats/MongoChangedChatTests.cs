using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Mongo.Life;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Chats;

/// <summary>The forms in which MongoDB keeps chats that change; what any store promises of them is in the contract tests.</summary>
public sealed class MongoChangedChatTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MediaContent photo = new(MediaKind.Image, "a.jpg", 10, null, 4, 5, $"{MongoSamples.NewId<Chat>()}.jpg", "thumbnail-of-photo");

    private readonly MongoDatabaseFixture database;

    public MongoChangedChatTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private IChatRepository Chats => database.Node.Get<IChatRepository>();

    [SkippableFact]
    public async Task Group_WhenItHasNotChanged_ThenItIsInTheFormOfEarlierVersions()
    {
        var chat = await AddGroupAsync(3);
        await CommitAsync(MongoSamples.Round(chat, "hello"));

        var stored = await RawAsync(chat.Id);

        Assert.Equal("group", stored["kind"]);
        Assert.Equal([1L, 0L, 0L], stored["members"].AsBsonArray.Select(member => member["readUpTo"].AsInt64));
        Assert.All(stored["members"].AsBsonArray, member => Assert.Equal(["userId", "readUpTo"], member.AsBsonDocument.Names));
        Assert.False(stored.Contains("people") || stored.Contains("ownChange"));
    }

    [SkippableFact]
    public async Task Group_WhenItHasChanged_ThenNoNodeOfAnEarlierVersionFindsAnybodyInIt()
    {
        var chat = await AddGroupAsync(3);
        var added = MongoSamples.NewId<User>();

        await ChangeAsync(chat, group => group.Add(added, seesAll: false, MongoLives.Later));
        await CommitAsync(MongoSamples.Round(chat, "hello"));

        var stored = await RawAsync(chat.Id);
        Assert.Equal(("group.2", 2L), (stored["kind"].AsString, stored["ownChange"].AsInt64));
        Assert.False(stored.Contains("members"));
        var people = stored["people"].AsBsonArray;
        Assert.Equal(["owner", null, null, null], people.Select(member => member.AsBsonDocument.GetValue("role", BsonNull.Value) is BsonString role ? role.Value : null));
        // The line, and the message after it, are of the first member.
        Assert.Equal([2L, 0L, 0L, 0L], people.Select(member => member["readUpTo"].AsInt64));
        Assert.Equal((1L, 1L), (people[3]["line"].AsInt64, people[3]["lineChange"].AsInt64));
    }

    [SkippableFact]
    public async Task Group_WhenItHasChanged_ThenItIsReadAsItWasDecided()
    {
        var chat = await AddGroupAsync(3);
        var (added, other) = (MongoSamples.NewId<User>(), chat.Members[1].UserId);
        await ChangeAsync(chat, group => group.Add(added, seesAll: true, MongoLives.Later));
        await ChangeAsync(chat, group => group.SetRole(other, ChatRole.Admin));
        await ChangeAsync(chat, group => group.Update(Change<string>.To(null), Change<MediaContent>.To(photo)));
        await ChangeAsync(chat, group => group.Remove(chat.Members[2].UserId, chat.Members[0].UserId));

        var found = (await Chats.FindAsync(chat.Id, default))!;

        Assert.Equal(chat.Members, found.Members);
        Assert.Equal((null, photo, 8L, 4L, 4L, chat.Revision), (found.Title, found.Photo, found.OwnChange, found.LastSequence, found.AlterationCount, found.Revision));
    }

    [SkippableFact]
    public async Task Group_WhenTheLastMemberHasLeft_ThenItIsStillThere()
    {
        var chat = await AddGroupAsync(1);

        await ChangeAsync(chat, group => group.Remove(chat.Members[0].UserId, chat.Members[0].UserId));

        Assert.Empty((await Chats.FindAsync(chat.Id, default))!.Members);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheMembersHaveChangedSince_ThenConflictAndNothingIsWritten()
    {
        var chat = await AddGroupAsync(3);
        var (stale, other) = ((await Chats.FindAsync(chat.Id, default))!, (await Chats.FindAsync(chat.Id, default))!);
        var removed = chat.Members[2].UserId;
        await ChangeAsync(chat, group => group.Remove(removed, chat.Members[0].UserId));
        var round = new ChangeSet();
        round.ChangeChat(stale, group => group.SetRole(removed, ChatRole.Admin));

        Assert.Equal(CommitResult.Conflict, await database.Node.CommitStore.CommitAsync(round, default));
        Assert.Equal(CommitResult.Conflict, await database.Node.CommitStore.CommitAsync(MongoSamples.Round(other, "late"), default));

        Assert.False((await Chats.FindAsync(chat.Id, default))!.HasMember(removed));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenSomebodyComesBack_ThenTheMarkersOfBeforeAreGone()
    {
        var chat = await AddGroupAsync(2);
        var user = chat.Members[1].UserId;
        for (var i = 0; i < 3; i++)
            await CommitAsync(MongoSamples.Round(chat, "hello"));
        await Chats.MarkReadAsync(chat.Id, user, 2, default);
        await Chats.MarkDeliveredAsync(chat.Id, user, 3, default);
        await ChangeAsync(chat, group => group.Remove(user, chat.Members[0].UserId));

        await ChangeAsync(chat, group => group.Add(user, seesAll: true, MongoLives.Later));

        var member = (await Chats.FindAsync(chat.Id, default))!.FindMember(user)!.Value;
        Assert.Equal((0L, 0L), (member.ReadUpTo, member.DeliveredUpTo));
    }

    /// <summary>Each in both forms, and in one list.</summary>
    [SkippableFact]
    public async Task PageAsync_WhenSomeGroupsHaveChanged_ThenAllAreInTheListByTheirTimes()
    {
        var user = MongoSamples.NewId<User>();
        var chats = new List<Chat>();
        for (var i = 0; i < 6; i++)
        {
            var chat = Chat.Group(MongoSamples.NewId<Chat>(), "Group", [user, MongoSamples.NewId<User>()], MongoSamples.Noon.AddHours(i / 2).AddSeconds(i));
            await Chats.AddAsync(chat, default);
            if (i % 2 == 0)
                await ChangeAsync(chat, group => group.Update(Change<string>.To("Another"), default), at: chat.UpdatedAt.AddMilliseconds(1));
            chats.Add(chat);
        }

        var expected = chats.OrderByDescending(chat => chat.UpdatedAt).Select(chat => chat.Id).ToList();
        var listed = new List<Id<Chat>>();
        for (ChatPosition? before = null; ;)
        {
            var slice = await Chats.PageAsync(user, before, 2, default);
            listed.AddRange(slice.Chats.Select(chat => chat.Id));
            if (slice.End is not { } next)
                break;
            before = next;
        }

        Assert.Equal(expected, listed);
        Assert.Equal(expected.Order(), (await Chats.MovedAsync(user, new ChatPosition(MongoSamples.Noon.AddHours(-1), default), 100, default)).Select(chat => chat.Id).Order());
    }

    /// <summary>Also where several of one chat are in one round, with messages between them.</summary>
    [SkippableFact]
    public async Task Feed_WhenSeveralChangesOfAChatAreInOneRound_ThenAllIsToldByItsNumber()
    {
        var chat = await AddGroupAsync(2);
        await using var reader = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>());
        var round = new ChangeSet();
        var first = round.Send(chat, "1");
        round.ChangeChat(chat, group => group.Update(Change<string>.To("2 and 3"), default));
        round.Pin(chat, first);
        round.ChangeChat(chat, group => group.Add(MongoSamples.NewId<User>(), seesAll: false, MongoLives.Later));
        round.Send(chat, "7");

        await CommitAsync(round);

        var told = await reader.TakeAsync(7);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], told.ConvertAll(item => ChangeOf(item.Event!)));
        Assert.Equal([3L, 6L], told.Select(item => item.Event).OfType<ChatChanged>().Select(changed => changed.Chat.Change));
    }

    [SkippableFact]
    public async Task Feed_WhenSomebodyComesAndSomebodyGoes_ThenEachHearsWhatIsOfTheirTime()
    {
        var chat = await AddGroupAsync(3);
        var (owner, stays, goes, comes) = (chat.Members[0].UserId, chat.Members[1].UserId, chat.Members[2].UserId, MongoSamples.NewId<User>());
        await using var reader = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>());
        await CommitAsync(MongoSamples.Round(chat, "1"));
        Assert.Equal([owner, stays, goes], (await reader.TakeAsync(1))[0].Event!.Recipients);

        await ChangeAsync(chat, group => group.Remove(goes, owner));
        await ChangeAsync(chat, group => group.Add(comes, seesAll: false, MongoLives.Later));

        var told = (await reader.TakeAsync(4)).ConvertAll(item => item.Event!);
        Assert.Equal([owner, stays], told[0].Recipients);
        Assert.Equal((ChatEvent.MemberRemoved, goes), (((ChatChanged)told[1]).Event, ((ChatChanged)told[1]).UserId!.Value));
        Assert.Equal([owner, stays, goes], told[1].Recipients);
        Assert.Equal([owner, stays, comes], told[2].Recipients);
        Assert.Equal([owner, stays, comes], ((ChatChanged)told[3]).Members.Select(member => member.UserId));

        await using var late = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>(), reader.Start);
        var again = (await late.TakeAsync(5)).ConvertAll(item => item.Event!);
        Assert.Equal([owner, stays], again[0].Recipients);
        Assert.Equal([owner, stays, comes], again[4].Recipients);
    }

    [SkippableFact]
    public async Task Feed_WhenAMessageIsAlteredThatSomeDontSee_ThenTheyAreNamed()
    {
        var chat = await AddGroupAsync(2);
        var comes = MongoSamples.NewId<User>();
        var round = new ChangeSet();
        var message = round.Send(chat, "1");
        await CommitAsync(round);
        await ChangeAsync(chat, group => group.Add(comes, seesAll: false, MongoLives.Later));
        await using var reader = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>());

        await CommitAsync(Altered(chat, message));
        await Chats.MarkReadAsync(chat.Id, chat.Members[1].UserId, 1, default);

        var told = (await reader.TakeAsync(2)).ConvertAll(item => item.Event!);
        Assert.Equal(3, told[0].Recipients.Count);
        Assert.Equal([comes], ((MessageAltered)told[0]).Unseeing);
        Assert.Equal([chat.Members[0].UserId, chat.Members[1].UserId], Assert.IsType<MessageRead>(told[1]).Recipients);
    }

    [SkippableFact]
    public async Task Photo_WhenItIsReplaced_ThenItIsCarriedNoMoreAndIsToBeErased()
    {
        var chat = await AddGroupAsync(2);
        var backlog = database.Node.Get<IErasureBacklog>();
        await ChangeAsync(chat, group => group.Update(default, Change<MediaContent>.To(photo)));
        Assert.True(await backlog.IsCarriedAsync(photo.Key, default));

        await ChangeAsync(chat, group => group.Update(default, Change<MediaContent>.To(null)));

        Assert.False(await backlog.IsCarriedAsync(photo.Key, default));
        Assert.Equal(photo.Key, (await backlog.ClaimAsync(MongoLives.Later.AddHours(1), MongoLives.Later.AddHours(2), default))!.MediaKey);
    }

    [SkippableFact]
    public async Task Outcome_WhenAChatWasAskedFor_ThenItIsKept()
    {
        var chat = MongoSamples.Group(3);
        var key = MongoSamples.Key(chat) with { Scope = IdempotencyScope.Chats };
        var round = new ChangeSet { Chats = { new ChatChange(chat, isNew: true) } };
        round.IdempotencyRecords.Add(IdempotencyRecord.OfChat(key, Fingerprint.Of("a"), new OpenedChat(chat.Id, Created: true), MongoSamples.Noon));

        await CommitAsync(round);

        var kept = (await database.Node.Get<IIdempotencyRepository>().FindAsync(key, default))!;
        Assert.Equal((new OpenedChat(chat.Id, true), null), (kept.Chat, kept.Message));
        Assert.Equal(CommitResult.UsedKey, await database.Node.CommitStore.CommitAsync(new ChangeSet { IdempotencyRecords = { kept } }, default));
    }

    /// <summary>A node of the last release notes who has blocked, and not since when; and it takes back without a look at the times.</summary>
    [SkippableFact]
    public async Task BlocksAsync_WhenAnOlderNodeHasBlockedAndUnblocked_ThenThatCounts()
    {
        var user = MongoSamples.NewId<User>();
        Chat[] chats = [.. Enumerable.Range(0, 4).Select(_ => Chat.Direct(MongoSamples.NewId<Chat>(), user, MongoSamples.NewId<User>(), MongoSamples.Noon))];
        foreach (var chat in chats)
            await Chats.AddAsync(chat, default);
        for (var i = 0; i < 3; i++)
        {
            chats[i].Block(user, MongoSamples.Noon.AddSeconds(i));
            Assert.True(await Chats.SaveBlocksAsync(chats[i], default));
        }

        await UpdateRawAsync(chats[1].Id, new BsonDocument { { "$unset", new BsonDocument("blockedBy", 1) }, { "$inc", new BsonDocument("revision", 1L) } });
        await UpdateRawAsync(chats[3].Id, new BsonDocument { { "$set", new BsonDocument("blockedBy", new BsonArray { user.ToObjectId() }) }, { "$inc", new BsonDocument("revision", 1L) } });

        var (zero, two, three) = (Other(chats[0]), Other(chats[2]), Other(chats[3]));
        Assert.Equal([(MongoSamples.Noon.AddSeconds(2), two), (MongoSamples.Noon, zero), (DateTime.UnixEpoch, three)], (await Chats.BlocksAsync(user, null, 10, default)).Select(block => (block.At, block.BlockedId)));
        Assert.Equal([zero, three], (await Chats.BlocksAsync(user, new BlockPosition(MongoSamples.Noon.AddSeconds(2), two), 10, default)).Select(block => block.BlockedId));
        Assert.Empty(await Chats.BlocksAsync(user, new BlockPosition(DateTime.UnixEpoch, three), 10, default));
        Assert.Null(Assert.Single((await Chats.FindAsync(chats[3].Id, default))!.Blocks).At);
        Assert.Empty((await Chats.FindAsync(chats[1].Id, default))!.Blocks);

        Id<User> Other(Chat chat) => chat.Pair!.Value.OtherThan(user);
    }

    [SkippableTheory]
    [InlineData("people", 7)]
    [InlineData("people.3.role", "king")]
    [InlineData("photo.key", 7)]
    [InlineData("ownChange", 1.5)]
    public async Task FindAsync_WhenARecordOfAChangedGroupIsSpoiled_ThenItIsRefused(string field, object value)
    {
        var chat = await AddGroupAsync(3);
        await ChangeAsync(chat, group => group.Add(MongoSamples.NewId<User>(), seesAll: false, MongoLives.Later));
        await ChangeAsync(chat, group => group.Update(default, Change<MediaContent>.To(photo)));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(
            new BsonDocument("_id", chat.Id.ToObjectId()), new BsonDocument("$set", new BsonDocument(field, BsonValue.Create(value))), new UpdateOptions { BypassDocumentValidation = true });

        await Assert.ThrowsAsync<Allmine.Domain.Errors.UnreadableRecordException>(() => Chats.FindAsync(chat.Id, default));
    }

    [SkippableFact]
    public async Task Settings_WhenTwoNodesWriteThem_ThenTheSecondIsTold()
    {
        var (chat, settings) = (await AddGroupAsync(2), database.Node.Get<IChatSettingsRepository>());
        var first = new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 1, IsMuted = true, MutedUntil = MongoSamples.Noon };

        Assert.True(await settings.SaveAsync(first, default));
        Assert.False(await settings.SaveAsync(first with { IsPinned = true }, default));
        var second = first with { Revision = 2, IsMuted = false, MutedUntil = null, ArchivedAt = 0 };
        Assert.True(await settings.SaveAsync(second, default));
        Assert.False(await settings.SaveAsync(second, default));

        Assert.Equal([second], await settings.FindAllAsync(first.UserId, [chat.Id, MongoSamples.NewId<Chat>()], default));
    }

    private static ChangeSet Altered(Chat chat, Message message)
    {
        var round = new ChangeSet();
        round.Edit(chat, message, "edited");
        return round;
    }

    private static long ChangeOf(StoreEvent happened) => happened switch
    {
        MessageCreated created => created.Message.Change,
        MessageAltered altered => altered.Message.Change,
        ChatChanged changed => changed.Chat.Change,
        _ => throw new InvalidOperationException($"{happened} is no change of a chat."),
    };

    private async Task<Chat> AddGroupAsync(int members)
    {
        var chat = MongoSamples.Group(members);
        Assert.True(await Chats.AddAsync(chat, default));
        return chat;
    }

    private async Task ChangeAsync(Chat chat, Func<Chat, ChatLine?> apply, DateTime? at = null)
    {
        var round = new ChangeSet();
        round.ChangeChat(chat, apply, at: at);
        await CommitAsync(round);
    }

    private async Task CommitAsync(ChangeSet round) => Assert.Equal(CommitResult.Committed, await database.Node.CommitStore.CommitAsync(round, default));

    private Task<BsonDocument> RawAsync(Id<Chat> id) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).Find(new BsonDocument("_id", id.ToObjectId())).SingleAsync();

    private Task UpdateRawAsync(Id<Chat> id, BsonDocument update) =>
        database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(new BsonDocument("_id", id.ToObjectId()), update);
}
