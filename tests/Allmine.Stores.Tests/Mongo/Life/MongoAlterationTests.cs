using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Events;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Life;

/// <summary>What becomes of messages, as the documents have it. What any store promises is in the contract tests.</summary>
public sealed class MongoAlterationTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoAlterationTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private ICommitStore Store => database.Node.CommitStore;

    [SkippableFact]
    public async Task CommitAsync_WhenAMessageIsEdited_ThenItsDocumentTellsWhatWasDoneAndTheWordsBeforeAreKept()
    {
        var (chat, message) = await AddMessageAsync();
        var before = await RawAsync(MongoSchema.Chats, chat.Id.ToObjectId());

        await CommitAsync(round => round.Edit(chat, message, "second"));

        var raw = await RawAsync(MongoSchema.Messages, message.Id.ToObjectId());
        Assert.Equal("second", raw["content"]);
        Assert.Equal(new BsonDocument { { "change", 2L }, { "kind", "edited" }, { "version", 2L }, { "editedAt", MongoLives.Later } }, raw["life"]);
        Assert.False(raw.Contains("change"));
        Assert.Equal(before.Add("alterationCount", 1L), await RawAsync(MongoSchema.Chats, chat.Id.ToObjectId()));
        var record = await RawAsync(MongoSchema.Alterations, new BsonDocument { { "chatId", chat.Id.ToObjectId() }, { "change", 2L } });
        Assert.Equal((1, 1, "edited"), (record["lastSequence"].AsInt64, record["sequence"].AsInt64, record["kind"].AsString));
        Assert.Equal(new BsonDocument { { "version", 1L }, { "content", "first" }, { "at", message.CreatedAt } }, record["replaced"]);
    }

    [SkippableFact]
    public async Task CommitAsync_WhenOneReacts_ThenTheDocumentTellsWhoAndWithWhat()
    {
        var (chat, message) = await AddMessageAsync();

        await CommitAsync(round => round.React(chat, message, "👍"));

        var life = (await RawAsync(MongoSchema.Messages, message.Id.ToObjectId()))["life"];
        Assert.Equal(("reacted", chat.Members[1].UserId.ToObjectId(), "👍"), (life["kind"].AsString, life["userId"].AsObjectId, life["emoji"].AsString));
        Assert.Equal(BsonDocument.Parse($$"""{ "emoji": "👍", "reactors": [ { "userId": { "$oid": "{{chat.Members[1].UserId}}" }, "at": { "$date": "{{MongoLives.Later:O}}" } } ] }"""), life["reactions"][0]);
    }

    /// <summary>The message, its versions, those that this very round edits included: nothing has any of it.</summary>
    [SkippableFact]
    public async Task CommitAsync_WhenAMessageIsDeleted_ThenNoDocumentHasWhatItSaid()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var file = MongoSamples.File(chat.Members[0].UserId, "secret.jpg").Content with { Key = $"{MongoSamples.NewId<Message>()}.jpg" };
        var extras = new MessageAttributes("""{"a":"secret"}""", IsSilent: true, ReplyTo: new MessageReference(MongoSamples.NewId<Message>(), 1), [chat.Members[1].UserId]);
        Message message = null!;
        await CommitAsync(round => message = round.Send(chat, "secret 1", extras, file));
        await CommitAsync(round => message = round.Edit(chat, message, "secret 2"));
        await CommitAsync(round => message = round.Pin(chat, message));

        await CommitAsync(round =>
        {
            message = round.Edit(chat, message, "secret 3");
            message = round.Delete(chat, message);
        });

        foreach (var name in new[] { MongoSchema.Messages, MongoSchema.Alterations, MongoSchema.Chats, MongoSchema.Outcomes })
        {
            var documents = await database.Raw.GetCollection<BsonDocument>(name).Find(new BsonDocument()).ToListAsync();
            Assert.DoesNotContain(documents, document => document.ToString().Contains("secret", StringComparison.Ordinal));
        }

        var raw = await RawAsync(MongoSchema.Messages, message.Id.ToObjectId());
        Assert.Equal(["_id", "chatId", "sequence", "senderId", "type", "createdAt", "life"], raw.Names);
        Assert.Empty((await database.Node.Get<IChatRepository>().FindAsync(chat.Id, default))!.Pins);
        Assert.Equal(
            new BsonDocument { { "_id", message.Id.ToObjectId() }, { "mediaKey", file.Key }, { "due", MongoLives.Later } }, await RawAsync(MongoSchema.Erasures, message.Id.ToObjectId()));
        Assert.Equal(4, await database.Raw.GetCollection<BsonDocument>(MongoSchema.Alterations).CountDocumentsAsync(new BsonDocument("_id.chatId", chat.Id.ToObjectId())));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenTheMessageWasAlteredMeanwhile_ThenConflictAndNothingIsWritten()
    {
        var (chat, message) = await AddMessageAsync();
        var stale = await LoadAsync(chat.Id);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages)
            .UpdateOneAsync(new BsonDocument("_id", message.Id.ToObjectId()), new BsonDocument("$set", new BsonDocument("life", new BsonDocument("change", 2L))));
        var round = new ChangeSet();
        round.Edit(stale, message, "second");

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(round, default));

        Assert.Equal(0, (await LoadAsync(chat.Id)).AlterationCount);
        Assert.Equal("first", (await FindAsync(message.Id)).Content);
    }

    /// <summary>Nine chats are looked at by one statement, and one by its own.</summary>
    [SkippableTheory]
    [InlineData(1, null, null)]
    [InlineData(1, null, 1L)]
    [InlineData(1, 1L, 2L)]
    [InlineData(9, null, null)]
    [InlineData(9, null, 1L)]
    [InlineData(9, 1L, 2L)]
    public async Task CommitAsync_WhenAChatHasAnotherNumberOfAlterations_ThenConflict(int count, long? decidedOn, long? stored)
    {
        var chats = new List<Chat>();
        for (var i = 0; i < count; i++)
            chats.Add(await AddAsync(MongoSamples.Direct()));
        await SetAlterationsAsync(chats[^1].Id, decidedOn);
        chats[^1] = await LoadAsync(chats[^1].Id);
        await SetAlterationsAsync(chats[^1].Id, stored);

        var result = await Store.CommitAsync(MongoSamples.Round(chats), default);

        Assert.Equal(decidedOn == stored ? CommitResult.Committed : CommitResult.Conflict, result);
        foreach (var chat in chats)
            Assert.Equal(decidedOn == stored ? 1 : 0, (await LoadAsync(chat.Id)).LastSequence);
    }

    /// <summary>Messages before, between and after what is altered, in two chats at once, one of which was just sent.</summary>
    [SkippableFact]
    public async Task CommitAsync_WhenARoundSendsAndAlters_ThenTheStreamHasEachChatsChangesInTheirOrder()
    {
        var (one, first) = await AddMessageAsync();
        var (other, second) = await AddMessageAsync();
        await using var reader = await FeedReader.OpenAsync(database.Node.Get<IEventFeed>());

        await CommitAsync(round =>
        {
            round.Send(one, "2");
            second = round.React(other, second, "👍");
            first = round.React(one, first, "👍");
            var third = round.Send(one, "4");
            round.Send(other, "3");
            third = round.Edit(one, third, "5");
            round.Delete(one, first);
            round.Pin(other, second);
            round.Send(one, "7");
        });

        var told = (await reader.TakeAsync(9)).ConvertAll(item => MessageOf(item.Event!));
        Assert.Equal([2, 3, 4, 5, 6, 7], told.Where(message => message.ChatId == one.Id).Select(message => message.Change));
        Assert.Equal([2, 3, 4], told.Where(message => message.ChatId == other.Id).Select(message => message.Change));
        var raw = await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages).Find(new BsonDocument("chatId", one.Id.ToObjectId())).Sort(new BsonDocument("sequence", 1)).ToListAsync();
        Assert.Equal([BsonNull.Value, BsonNull.Value, 4L, 7L], raw.Select(message => message.GetValue("change", BsonNull.Value)));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenAMessageAfterAnAlterationIsStoredAlready_ThenConflictAndItStays()
    {
        var (chat, message) = await AddMessageAsync();
        var (_, stored) = await AddMessageAsync();
        var round = new ChangeSet();
        round.React(chat, message, "👍");
        var place = new MessageHeader(stored.Id, chat.Id, 2, message.SenderId, MongoLives.Later) { Change = 3 };
        var again = Message.Text(place, MessageText.From("again"));
        chat.Append(again);
        round.Messages.Add(again);

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(round, default));

        Assert.Equal("first", (await FindAsync(stored.Id)).Content);
        Assert.False((await FindAsync(message.Id)).IsAltered);
    }

    [SkippableTheory]
    [InlineData("editedAt", false)]
    [InlineData("deletedAt", false)]
    [InlineData("version", false)]
    [InlineData("pinnedAt", true)]
    [InlineData("reactions", true)]
    public async Task Credits_WhenTheyAreMarked_ThenTheServerRefusesWhatNeverHappensToThem(string field, bool isAllowed)
    {
        var message = new BsonDocument
        {
            { "_id", ObjectId.GenerateNewId() }, { "chatId", ObjectId.GenerateNewId() }, { "sequence", 1L }, { "senderId", ObjectId.GenerateNewId() }, { "type", "credit_transfer" },
            { "creditTransfer", new BsonDocument { { "amount", 5L }, { "recipientId", ObjectId.GenerateNewId() } } }, { "createdAt", MongoSamples.Noon },
        };
        var messages = database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages);
        await messages.InsertOneAsync(message);
        BsonValue value = field switch { "version" => 2L, "reactions" => new BsonArray(), _ => new BsonDateTime(MongoLives.Later) };
        var life = new BsonDocument { { "change", 2L }, { field, value } };

        var refusal = await Record.ExceptionAsync(() => messages.UpdateOneAsync(new BsonDocument("_id", message["_id"]), new BsonDocument("$set", new BsonDocument("life", life))));

        Assert.Equal(isAllowed ? null : 121, (refusal as MongoWriteException)?.WriteError.Code);
        Assert.Equal(isAllowed, refusal is null);
    }

    [SkippableTheory]
    [InlineData("content", "back")]
    [InlineData("metadata", "{}")]
    public async Task Tombstone_WhenSomethingIsPutBack_ThenTheServerRefuses(string field, string value)
    {
        var (chat, message) = await AddMessageAsync();
        await CommitAsync(round => round.Delete(chat, message));

        var refusal = await Assert.ThrowsAsync<MongoWriteException>(() => database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages)
            .UpdateOneAsync(new BsonDocument("_id", message.Id.ToObjectId()), new BsonDocument("$set", new BsonDocument(field, value))));

        Assert.Equal(121, refusal.WriteError.Code);
    }

    /// <summary>A node that stood still for longer than its claim has made it so, or a send that had found the file before. A file of the first version has no state.</summary>
    [SkippableTheory]
    [InlineData("bound")]
    [InlineData(null)]
    public async Task EndAsync_WhenTheFileIsBoundByThen_ThenItIsLookedForOnceMore(string? state)
    {
        var chat = await AddAsync(MongoSamples.Direct());
        var file = MongoSamples.File(chat.Members[0].UserId, "photo.jpg");
        file = file with { Content = file.Content with { Key = $"{file.Id}.jpg" }, State = Domain.Media.FileState.Bound };
        await database.Node.Get<IFileRepository>().AddAsync(file, default);
        Message message = null!;
        await CommitAsync(round => message = round.Send(chat, "hello", file: file.Content));
        await CommitAsync(round => round.Delete(chat, message));
        var backlog = database.Node.Get<IErasureBacklog>();
        var due = MongoLives.Later.AddYears(-50);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Erasures)
            .UpdateOneAsync(new BsonDocument("_id", message.Id.ToObjectId()), new BsonDocument("$set", new BsonDocument("due", due)));
        var first = (await backlog.ClaimAsync(due, due.AddSeconds(1), default))!;
        await backlog.ReleaseAsync(first, due.AddSeconds(2), default);
        var second = (await backlog.ClaimAsync(due.AddSeconds(2), due.AddSeconds(3), default))!;
        Assert.Equal((message.Id, file.Content.Key, true), (second.MessageId, second.MediaKey, second.IsReleased));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Files)
            .UpdateOneAsync(new BsonDocument("_id", file.Id.ToObjectId()), state is null ? new BsonDocument("$unset", new BsonDocument("state", 1)) : new BsonDocument("$set", new BsonDocument("state", state)));

        await backlog.EndAsync(second, default);

        var third = (await backlog.ClaimAsync(due.AddSeconds(3), due.AddSeconds(4), default))!;
        Assert.Equal((message.Id, false), (third.MessageId, third.IsReleased));
        await backlog.ReleaseAsync(third, due.AddSeconds(5), default);
        await backlog.EndAsync((await backlog.ClaimAsync(due.AddSeconds(5), due.AddSeconds(6), default))!, default);
        Assert.Equal("abandoned", (await RawAsync(MongoSchema.Files, file.Id.ToObjectId()))["state"]);
        Assert.Null(await backlog.ClaimAsync(due.AddYears(1), due.AddYears(2), default));
    }

    /// <summary>It has seen that no message carries the file, and meanwhile one does, and another node has seen to it.</summary>
    [SkippableFact]
    public async Task ReleaseAsync_WhenTheClaimIsLost_ThenTheFileIsLeftAlone()
    {
        var file = MongoSamples.File(MongoSamples.NewId<Domain.Users.User>(), "photo.jpg");
        file = file with { Content = file.Content with { Key = $"{file.Id}.jpg" }, State = Domain.Media.FileState.Bound };
        await database.Node.Get<IFileRepository>().AddAsync(file, default);
        var lost = new Erasure(MongoSamples.NewId<Message>(), file.Content.Key, MongoLives.Later, IsReleased: false);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Erasures).InsertOneAsync(
            new BsonDocument { { "_id", lost.MessageId.ToObjectId() }, { "mediaKey", file.Content.Key }, { "due", MongoLives.Later.AddSeconds(1) } });

        await database.Node.Get<IErasureBacklog>().ReleaseAsync(lost, MongoLives.Later.AddYears(1), default);

        Assert.Equal("bound", (await RawAsync(MongoSchema.Files, file.Id.ToObjectId()))["state"]);
        Assert.Equal(MongoLives.Later.AddSeconds(1), (await RawAsync(MongoSchema.Erasures, lost.MessageId.ToObjectId()))["due"]);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Erasures).DeleteOneAsync(new BsonDocument("_id", lost.MessageId.ToObjectId()));
    }

    private static StoredMessage MessageOf(StoreEvent happened) => happened switch
    {
        MessageCreated created => created.Message,
        MessageAltered altered => altered.Message,
        _ => throw new InvalidOperationException($"{happened} is no change of a message."),
    };

    private async Task<Chat> AddAsync(Chat chat)
    {
        Assert.True(await database.Node.Get<IChatRepository>().AddAsync(chat, default));
        return chat;
    }

    /// <summary>A chat with one message.</summary>
    private async Task<(Chat Chat, Message Message)> AddMessageAsync()
    {
        var chat = await AddAsync(MongoSamples.Direct());
        Message message = null!;
        await CommitAsync(round => message = round.Send(chat, "first"));
        return (chat, message);
    }

    private async Task CommitAsync(Action<ChangeSet> fill)
    {
        var round = new ChangeSet();
        fill(round);
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(round, default));
    }

    private async Task<Chat> LoadAsync(Id<Chat> id) => (await database.Node.Get<IChatRepository>().FindAsync(id, default))!;

    private async Task<Message> FindAsync(Id<Message> id) => (await database.Node.Get<IMessageRepository>().FindAsync(id, default))!.Value.GetReadable();

    private Task SetAlterationsAsync(Id<Chat> id, long? count) => database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(
        new BsonDocument("_id", id.ToObjectId()),
        count is { } given ? new BsonDocument("$set", new BsonDocument("alterationCount", given)) : new BsonDocument("$unset", new BsonDocument("alterationCount", 1)));

    private Task<BsonDocument> RawAsync(string collection, BsonValue id) =>
        database.Raw.GetCollection<BsonDocument>(collection).Find(new BsonDocument("_id", id)).SingleAsync();
}
