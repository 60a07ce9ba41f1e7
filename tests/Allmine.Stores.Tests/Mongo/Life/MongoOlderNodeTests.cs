using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using Allmine.Stores.Tests.Contracts.Events;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Life;

/// <summary>A node of the last release sends to a chat with alterations and knows nothing of them: what it sends counts like everything else.</summary>
public sealed class MongoOlderNodeTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoOlderNodeTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    [SkippableFact]
    public async Task Messages_WhenAnOlderNodeHasSentThem_ThenEachHasTheNumberOfItsChange()
    {
        var (chat, messages) = await AddAsync();

        // Each as a node that has just been started finds it.
        var window = new HistoryWindow(null, 0, 100);
        Assert.Equal([11, 2, 3, 5, 6, 9, 10, 12], (await NewRepository().PageAsync(chat.Id, window, default)).Select(message => message.Change));
        Assert.Equal(9, (await NewRepository().FindAsync(messages[5], default))!.Value.Change);
        Assert.Equal(12, Assert.Single(await NewRepository().FindAllAsync([new MessageNumber(chat.Id, 8)], default)).Change);
        Assert.Equal([3, 10], (await NewRepository().FindAllAsync([messages[2], messages[6]], default)).Select(message => message.Change).Order());
        Assert.Equal([2, 3, 5, 6, 9, 10, 12], (await database.NewNode().Get<IChangeRepository>().UnalteredAsync(chat.Id, 0, 100, 100, default)).Select(message => message.Change));
        Assert.Equal(11, Assert.Single(await database.NewNode().Get<IChangeRepository>().AlteredAsync(chat.Id, 0, 0, 100, default)).Change);
    }

    [SkippableFact]
    public async Task Feed_WhenAnOlderNodeHasSentThem_ThenTheyAreToldWithTheNumbersOfTheirChanges()
    {
        await using var live = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>());
        await AddAsync();
        await using var late = await FeedReader.OpenAsync(database.NewNode().Get<IEventFeed>(), live.Start);

        foreach (var reader in new[] { live, late })
            Assert.Equal(Enumerable.Range(0, 13).Select(change => (long)change), (await reader.TakeAsync(13)).ConvertAll(item => ChangeOf(item.Event!)));
    }

    /// <summary>Its message was altered since: what it was sent as is told with the number of its sending.</summary>
    [SkippableFact]
    public async Task Replay_WhenAnOlderNodesMessageWasEditedSince_ThenItIsAsItWasSent()
    {
        var (chat, messages) = await AddAsync();
        var message = (await NewRepository().FindAsync(messages[5], default))!.Value.GetReadable();
        var key = MongoSamples.Key(chat);
        var round = new ChangeSet();
        round.Edit(chat, message, "other words");
        round.IdempotencyRecords.Add(IdempotencyRecord.OfMessage(key, Fingerprint.Of("a"), message));
        Assert.Equal(CommitResult.Committed, await database.Node.CommitStore.CommitAsync(round, default));

        var replayed = (await database.NewNode().Get<IIdempotencyRepository>().FindAsync(key, default))!.Message!;

        Assert.Equal(("6", 9, 1), (replayed.Content, replayed.Change, replayed.Life.Version));
    }

    /// <summary>How far numbers go in step is asked for once, and not at all where the chat has been read and has no alterations.</summary>
    [SkippableFact]
    public async Task Page_WhenNothingWasAltered_ThenItIsOneCommandOnceTheChatIsKnown()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        await database.Node.CommitStore.CommitAsync(MongoSamples.Round(chat, "hello"), default);
        var (known, unknown) = (database.NewNode(), database.NewNode());
        await Eventually.HoldsAsync(() => unknown.Get<IStoreStatus>().IsReadyAsync(default));
        await known.Get<IChatRepository>().FindAsync(chat.Id, default);

        Assert.Equal(["find"], await CountPageAsync(known, chat.Id));
        Assert.Equal(["find", "aggregate"], await CountPageAsync(unknown, chat.Id));
        Assert.Equal(["find"], await CountPageAsync(unknown, chat.Id));
    }

    [SkippableFact]
    public async Task Page_WhenMessagesWereAltered_ThenItIsOneCommandMoreOnceAndNoneForMessagesOfThisVersion()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        var round = new ChangeSet();
        var first = round.Send(chat, "1");
        round.Send(chat, "2");
        round.React(chat, first, "👍");
        round.Send(chat, "3");
        Assert.Equal(CommitResult.Committed, await database.Node.CommitStore.CommitAsync(round, default));
        var node = database.NewNode();
        await node.Get<IChatRepository>().FindAsync(chat.Id, default);

        Assert.Equal(["find", "aggregate"], await CountPageAsync(node, chat.Id));
        Assert.Equal(["find"], await CountPageAsync(node, chat.Id));
    }

    private static async Task<IReadOnlyList<string>> CountPageAsync(MongoNode node, Id<Chat> chatId)
    {
        node.TakeCommands();
        await node.Get<IMessageRepository>().PageAsync(chatId, new HistoryWindow(null, null, 20), default);
        return node.TakeCommands();
    }

    private static long ChangeOf(StoreEvent happened) => happened switch
    {
        // Which takes no number.
        ChatOpened => 0,
        MessageCreated created => created.Message.Change,
        MessageAltered altered => altered.Message.Change,
        _ => throw new InvalidOperationException($"{happened} is no change of a message."),
    };

    private IMessageRepository NewRepository() => database.NewNode().Get<IMessageRepository>();

    /// <summary>
    /// Twelve changes: three messages, an alteration (4), two messages of the older node (5, 6), two alterations (7, 8), two messages of the older node (9, 10), an
    /// alteration (11), and a message of this version (12). It is the first message that is altered, again and again.
    /// </summary>
    private async Task<(Chat Chat, List<Id<Message>> Messages)> AddAsync()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        var round = new ChangeSet();
        var messages = new List<Message> { round.Send(chat, "1"), round.Send(chat, "2"), round.Send(chat, "3") };
        var altered = round.React(chat, messages[0], "👍");
        await CommitAsync(round);
        var ids = messages.ConvertAll(message => message.Id);
        ids.AddRange([await SendOlderAsync(chat, "4"), await SendOlderAsync(chat, "5")]);
        await CommitAsync(round = AlterTwice(chat, ref altered));
        ids.AddRange([await SendOlderAsync(chat, "6"), await SendOlderAsync(chat, "7")]);
        round = new ChangeSet();
        round.React(chat, altered, "🎉");
        ids.Add(round.Send(chat, "8").Id);
        await CommitAsync(round);
        return (chat, ids);
    }

    private static ChangeSet AlterTwice(Chat chat, ref Message altered)
    {
        var round = new ChangeSet();
        altered = round.React(chat, altered, "❤");
        altered = round.Pin(chat, altered);
        return round;
    }

    private async Task CommitAsync(ChangeSet round) => Assert.Equal(CommitResult.Committed, await database.Node.CommitStore.CommitAsync(round, default));

    /// <summary>As a node of the last release does: the chat's last number by its own condition, and the message without the number of a change.</summary>
    private async Task<Id<Message>> SendOlderAsync(Chat chat, string text)
    {
        var id = ObjectId.GenerateNewId();
        using var session = await database.Node.Client.StartSessionAsync();
        session.StartTransaction();
        var result = await database.Raw.GetCollection<BsonDocument>(MongoSchema.Chats).UpdateOneAsync(
            session,
            new BsonDocument { { "_id", chat.Id.ToObjectId() }, { "revision", 0L }, { "lastSequence", chat.LastSequence } },
            new BsonDocument("$set", new BsonDocument { { "lastSequence", chat.NextSequence }, { "updatedAt", chat.UpdatedAt } }));
        Assert.Equal(1, result.MatchedCount);
        await database.Raw.GetCollection<BsonDocument>(MongoSchema.Messages).InsertOneAsync(session, new BsonDocument
        {
            { "_id", id }, { "chatId", chat.Id.ToObjectId() }, { "sequence", chat.NextSequence }, { "senderId", chat.Members[0].UserId.ToObjectId() },
            { "type", "text" }, { "content", text }, { "createdAt", chat.UpdatedAt },
        });
        await session.CommitTransactionAsync();
        var message = Id<Message>.FromBytes(id.ToByteArray());
        chat.Append(Message.Text(new MessageHeader(message, chat.Id, chat.NextSequence, chat.Members[0].UserId, chat.UpdatedAt), MessageText.From(text)));
        return message;
    }
}
