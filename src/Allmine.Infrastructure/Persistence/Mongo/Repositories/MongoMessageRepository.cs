using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoMessageRepository(MongoStore store, MongoSentChanges sentChanges, UnreadableRecords unreadable) : IMessageRepository
{
    private const string Count = "count";

    public async Task<StoredMessage?> FindAsync(Id<Message> id, CancellationToken cancellationToken)
    {
        var found = await store.Messages.Find(new BsonDocument("_id", id.ToObjectId())).AsRecords().Limit(1).ToListAsync(cancellationToken).OrUnavailable();
        return (await CompleteAsync(found, cancellationToken)).Select(message => (StoredMessage?)message).FirstOrDefault();
    }

    /// <remarks>Along the index of a chat's numbers, so that a page deep in a long history costs what the first one does.</remarks>
    public async Task<IReadOnlyList<StoredMessage>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken)
    {
        // The lower bound is there in any case: it leaves out what is no number, which could stand nowhere in the page.
        var bounds = new BsonDocument("$gt", Math.Max(window.After ?? 0, window.SeesFrom - 1));
        if (window.Before is { } before)
            bounds.Add("$lt", before);
        var filter = new BsonDocument { { MessageFields.ChatId, chatId.ToObjectId() }, { MessageFields.Sequence, bounds } };
        var found = await store.Messages.AsOfOneMoment().Find(filter)
            .AsRecords()
            .Sort(new BsonDocument(MessageFields.Sequence, window.OldestFirst ? 1 : -1))
            .Limit(window.Limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return await CompleteAsync(found, cancellationToken);
    }

    /// <summary>The first of the messages that fit, as of one moment.</summary>
    /// <param name="filter">Which of them.</param>
    /// <param name="order">The field that they are ordered by.</param>
    /// <param name="limit">The most messages to return: 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<StoredMessage>> ListAsync(BsonDocument filter, string order, int limit, CancellationToken cancellationToken)
    {
        var found = await store.Messages.AsOfOneMoment().Find(filter, MongoReads.InOneBatch(limit))
            .AsRecords()
            .Sort(new BsonDocument(order, 1))
            .Limit(limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return await CompleteAsync(found, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken)
    {
        var each = numbers.Select(number => new BsonDocument { { MessageFields.ChatId, number.ChatId.ToObjectId() }, { MessageFields.Sequence, number.Sequence } });
        var found = await store.Messages.Find(new BsonDocument("$or", new BsonArray(each)), MongoReads.InOneBatch(numbers.Count))
            .AsRecords()
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return await CompleteAsync(found, cancellationToken);
    }

    public async Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<Id<Message>> ids, CancellationToken cancellationToken)
    {
        var found = await FindAsync([.. ids.Select(id => id.ToObjectId())], cancellationToken).OrUnavailable();
        return await CompleteAsync(found, cancellationToken);
    }

    /// <remarks>A union of one small search for each chat, backwards along its numbers.</remarks>
    public async Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<ChatAsOf> moments, CancellationToken cancellationToken)
    {
        var searches = moments.Select(LastTime).ToList();
        var pipeline = new List<BsonDocument>(searches[0]);
        foreach (var search in searches.Skip(1))
        {
            var union = new BsonDocument { { "coll", MongoSchema.Messages }, { "pipeline", new BsonArray(search) } };
            pipeline.Add(new BsonDocument("$unionWith", union));
        }

        var options = new AggregateOptions { BatchSize = moments.Count + 1 };
        using var cursor = await store.Messages.AggregateAsync<BsonDocument>(pipeline, options, cancellationToken).OrUnavailable();
        var found = await cursor.ToListAsync(cancellationToken).OrUnavailable();
        return found.ToDictionary(
            document => Id<Chat>.FromBytes(document[MessageFields.ChatId].AsObjectId.ToByteArray()), document => document[MessageFields.CreatedAt].ToUniversalTime());
    }

    /// <remarks>Each chat by itself along the index of mentions, which has nothing of what was read.</remarks>
    public async Task<IReadOnlyDictionary<Id<Chat>, long>> CountMentionsAsync(
        Id<User> userId, IReadOnlyCollection<MentionWindow> windows, CancellationToken cancellationToken)
    {
        var each = windows.Select(window => new BsonDocument
        {
            { MessageFields.Mentions, userId.ToObjectId() },
            { MessageFields.ChatId, window.ChatId.ToObjectId() },
            { MessageFields.Sequence, new BsonDocument { { "$gt", window.After }, { "$lte", window.UpTo } } },
        });
        BsonDocument[] pipeline =
        [
            new("$match", new BsonDocument("$or", new BsonArray(each))),
            new("$group", new BsonDocument { { "_id", $"${MessageFields.ChatId}" }, { Count, new BsonDocument("$sum", 1L) } }),
        ];
        var options = new AggregateOptions { Hint = MongoSchema.MentionsIndex, BatchSize = windows.Count + 1 };
        using var cursor = await store.Messages.AggregateAsync<BsonDocument>(pipeline, options, cancellationToken).OrUnavailable();
        var found = await cursor.ToListAsync(cancellationToken).OrUnavailable();
        return found.ToDictionary(document => Id<Chat>.FromBytes(document["_id"].AsObjectId.ToByteArray()), document => document[Count].ToInt64());
    }

    /// <summary>Adds messages that others refer to, or that are to be altered, to the state.</summary>
    public async Task LoadAsync(IReadOnlyCollection<Id<Message>> ids, RoundState state, CancellationToken cancellationToken)
    {
        var found = await FindAsync([.. ids.Select(id => id.ToObjectId())], cancellationToken);
        foreach (var message in await CompleteAsync(found, cancellationToken))
        {
            if ((message.Readable?.Id ?? message.Unreadable?.Id) is { } id)
                state.Messages.Add(id, message);
        }
    }

    /// <summary>
    /// The messages of these identifiers, in one command; what isn't there is left out. Of which change sent them they tell what their documents do.
    /// </summary>
    public async Task<Dictionary<ObjectId, StoredMessage>> OfAsync(IReadOnlyCollection<ObjectId> ids, CancellationToken cancellationToken)
    {
        var found = await FindAsync(ids, cancellationToken).OrUnavailable();
        var messages = new Dictionary<ObjectId, StoredMessage>();
        foreach (var message in ToMessages(found))
        {
            if ((message.Readable?.Id ?? message.Unreadable?.Id) is { } id)
                messages.Add(id.ToObjectId(), message);
        }

        return messages;
    }

    /// <summary>
    /// The messages that outcomes point to, all of which have one, in one command. The chats tell a cluster which shards to ask. Of which change sent
    /// them they tell what their documents do.
    /// </summary>
    public async Task<IReadOnlyList<StoredMessage>> OfAsync(IReadOnlyCollection<IdempotencyDocument> outcomes, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "_id", new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.MessageId!.Value.ToObjectId()))) },
            { MessageFields.ChatId, new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.ChatId!.Value).Distinct().Select(id => id.ToObjectId()))) },
        };
        var options = MongoReads.InOneBatch(outcomes.Count);
        options.Hint = MongoReads.ById;
        var found = await store.Messages.Find(filter, options).AsRecords().ToListAsync(cancellationToken);
        return ToMessages(found);
    }

    /// <summary>None of them takes no command.</summary>
    public Task InsertAsync(IClientSessionHandle session, IReadOnlyCollection<Message> messages, CancellationToken cancellationToken) =>
        messages.Count == 0 ? Task.CompletedTask : store.Messages.InsertManyAsync(session, messages, null, cancellationToken);

    /// <summary>
    /// A message by what the server tells of it. Null if not even its chat and number can be read: it can stand nowhere then.
    /// </summary>
    public StoredMessage? ToMessage(MongoRecord<Message> record)
    {
        if (record.Value is { } message)
            return message;
        var raw = record.Raw!;
        unreadable.Report($"message {raw.IdText()}", record.Failure);
        return raw.IdOrNull<Chat>(MessageFields.ChatId) is { } chatId && raw.WholeOrNull(MessageFields.Sequence) is { } sequence
            ? new StoredMessage(new UnreadableMessage(raw.IdOrNull<Message>("_id"), chatId, sequence, raw.TimeOrNull(MessageFields.CreatedAt)) { Change = ChangeOf(raw) ?? sequence })
            : (StoredMessage?)null;
    }

    private static long? ChangeOf(BsonDocument raw) => raw.DocumentOrNull(MessageFields.Life)?.WholeOrNull(LifeFields.Change) ?? raw.WholeOrNull(MessageFields.Change);

    private Task<List<MongoRecord<Message>>> FindAsync(IReadOnlyCollection<ObjectId> ids, CancellationToken cancellationToken) => store.Messages
        .Find(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))), MongoReads.InOneBatch(ids.Count))
        .AsRecords()
        .ToListAsync(cancellationToken);

    private ValueTask<IReadOnlyList<StoredMessage>> CompleteAsync(List<MongoRecord<Message>> records, CancellationToken cancellationToken) =>
        sentChanges.CompleteAsync(ToMessages(records), areAlteredAsked: false, cancellationToken);

    private List<StoredMessage> ToMessages(List<MongoRecord<Message>> records)
    {
        var messages = new List<StoredMessage>(records.Count);
        foreach (var record in records)
        {
            if (ToMessage(record) is { } message)
                messages.Add(message);
        }

        return messages;
    }

    private static BsonDocument[] LastTime(ChatAsOf moment) =>
    [
        new("$match", new BsonDocument
        {
            { MessageFields.ChatId, moment.ChatId.ToObjectId() },
            { MessageFields.Sequence, new BsonDocument("$gt", moment.After) },
            { MessageFields.CreatedAt, new BsonDocument("$lte", moment.At) },
        }),
        new("$sort", new BsonDocument(MessageFields.Sequence, -1)),
        new("$limit", 1),
        new("$project", new BsonDocument { { "_id", 0 }, { MessageFields.ChatId, 1 }, { MessageFields.CreatedAt, 1 } }),
    ];
}
