using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Mongo.Life;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Stores.Tests.Mongo.Feed;

/// <summary>What the stream still has of messages that have been altered since; what any feed promises of them is in the contract.</summary>
public sealed class MongoLifeFeedTests : IClassFixture<MongoDatabaseFixture>
{
    /// <summary>More than one answer of the stream has.</summary>
    private const int Many = 300;

    private readonly MongoDatabaseFixture database;

    public MongoLifeFeedTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    private IEventFeed Feed => database.Node.Get<IEventFeed>();

    /// <summary>The deletion is not in the answer that tells of the message: a reader who keeps up would not know of it yet.</summary>
    [SkippableFact]
    public async Task Read_WhenTheReaderIsLate_ThenAMessageThatWasDeletedMeanwhileIsToldAsItsPlace()
    {
        var chat = await AddAsync();
        await using var reader = await FeedReader.OpenAsync(Feed);
        var round = new ChangeSet();
        var messages = Enumerable.Range(0, Many).Select(i => round.Send(chat, $"{i}")).ToList();
        await CommitAsync(round);
        // The server's clock counts, and can't be set.
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        await CommitAsync(round => round.Delete(chat, messages[0]));

        var first = Assert.IsType<MessageCreated>((await reader.TakeAsync(1))[0].Event).Message.GetReadable();

        Assert.Equal((true, 1), (first.IsDeleted, first.Change));
        Assert.Null(first.Content);
    }

    /// <summary>It reads from before the deletion, and begins after it.</summary>
    [SkippableFact]
    public async Task Read_WhenItBeginsAfterTheDeletion_ThenTheMessageIsToldAsItsPlaceHoweverYoungItIs()
    {
        var chat = await AddAsync();
        await using var reader = await FeedReader.OpenAsync(Feed);
        var round = new ChangeSet();
        var messages = Enumerable.Range(0, Many).Select(i => round.Send(chat, $"{i}")).ToList();
        await CommitAsync(round);
        await CommitAsync(round => round.Delete(chat, messages[0]));

        await using var late = await FeedReader.OpenAsync(Feed, reader.Start);
        await using var around = await FeedReader.OpenAroundAsync(Feed, reader.Start);

        Assert.True(Assert.IsType<MessageCreated>((await late.TakeAsync(1))[0].Event).Message.GetReadable().IsDeleted);
        Assert.True(Assert.IsType<MessageCreated>((await around.TakeAsync(1))[0].Event).Message.GetReadable().IsDeleted);
    }

    [SkippableFact]
    public async Task Read_WhenWordsOfThenAreLost_ThenThatChangeIsToldAsUnreadableAndTheOthersAsTheyWere()
    {
        var chat = await AddAsync();
        await using var reader = await FeedReader.OpenAsync(Feed);
        Message message = null!;
        await CommitAsync(round => message = round.Send(chat, "first"));
        foreach (var text in new[] { "second", "third" })
            await CommitAsync(round => message = round.Edit(chat, message, text));
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Alterations).UpdateOneAsync(
            new BsonDocument { { "messageId", new ObjectId(message.Id.ToBytes()) }, { "replaced.version", 2L } }, new BsonDocument("$unset", new BsonDocument("replaced", 1)));

        await using var late = await FeedReader.OpenAsync(Feed, reader.Start);
        var told = (await late.TakeAsync(3)).ConvertAll(item => item.Event switch
        {
            MessageCreated created => created.Message,
            MessageAltered altered => altered.Message,
            _ => throw new InvalidOperationException("It is no change of a message."),
        });

        Assert.Equal([1, 2, 3], told.Select(happened => happened.Change));
        Assert.Equal(["first", null, "third"], told.Select(happened => happened.Readable?.Content));
        Assert.Equal((message.Id, 1), (told[1].Unreadable!.Id, told[1].Sequence));
    }

    /// <summary>A newer version may do something else to messages. The message is told as of then.</summary>
    [SkippableFact]
    public async Task Read_WhenTheKindIsOfANewerVersion_ThenTheMessageIsToldAsChanged()
    {
        var chat = await AddAsync();
        Message message = null!;
        await CommitAsync(round => message = round.Send(chat, "first"));
        await using var reader = await FeedReader.OpenAsync(Feed);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages).UpdateOneAsync(
            new BsonDocument("_id", new ObjectId(message.Id.ToBytes())),
            new BsonDocument("$set", new BsonDocument("life", new BsonDocument { { "change", 2L }, { "kind", "future" }, { "newer", 1 } })));

        var altered = Assert.IsType<MessageAltered>((await reader.TakeAsync(1))[0].Event);

        Assert.Equal((AlterationKind.Edited, 2, "first"), (altered.Kind, altered.Message.Change, altered.Message.GetReadable().Content));
    }

    /// <summary>As a node of the last release shows a thumbnail: that is no change with a number.</summary>
    [SkippableFact]
    public async Task Read_WhenAnOlderNodeHasShownAThumbnail_ThenTheMessageIsToldAsItIs()
    {
        var chat = await AddAsync();
        Message message = null!;
        var film = MongoSamples.File(chat.Members[0].UserId, "film.mp4").Content with { Kind = Domain.Media.MediaKind.Video };
        await CommitAsync(round => message = round.Send(chat, "first", file: film));
        await using var reader = await FeedReader.OpenAsync(Feed);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages).UpdateOneAsync(
            new BsonDocument("_id", new ObjectId(message.Id.ToBytes())), new BsonDocument("$set", new BsonDocument("media.thumbnailKey", "later.jpg")));

        var updated = Assert.IsType<MessageUpdated>((await reader.TakeAsync(1))[0].Event).Message.GetReadable();

        Assert.Equal(("later.jpg", 1), (updated.Media!.ThumbnailKey, updated.Change));
    }

    private async Task<Chat> AddAsync()
    {
        var chat = MongoSamples.Direct();
        Assert.True(await database.Node.Get<IChatRepository>().AddAsync(chat, default));
        return chat;
    }

    private async Task CommitAsync(Action<ChangeSet> fill)
    {
        var round = new ChangeSet();
        fill(round);
        await CommitAsync(round);
    }

    private async Task CommitAsync(ChangeSet round) => Assert.Equal(CommitResult.Committed, await database.Node.CommitStore.CommitAsync(round, default));
}
