using Allmine.Application.Abstractions;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoMessageRepository(MongoStore store) : IMessageRepository
{
    public async Task<Message?> FindAsync(Id<Message> id, CancellationToken cancellationToken) =>
        await store.Messages.Find(new BsonDocument("_id", id.ToObjectId())).Limit(1).FirstOrDefaultAsync(cancellationToken).OrUnavailable();

    /// <remarks>Along the index of a chat's numbers, so that a page deep in a long history costs what the first one does.</remarks>
    public async Task<IReadOnlyList<Message>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("chatId", chatId.ToObjectId());
        var bounds = new BsonDocument();
        if (window.Before is { } before)
            bounds.Add("$lt", before);
        if (window.After is { } after)
            bounds.Add("$gt", after);
        if (bounds.ElementCount > 0)
            filter.Add("sequence", bounds);
        return await store.Messages.Find(filter)
            .Sort(new BsonDocument("sequence", window.OldestFirst ? 1 : -1))
            .Limit(window.Limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
    }

    public async Task<IReadOnlyList<Message>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken)
    {
        var each = numbers.Select(number => new BsonDocument { { "chatId", number.ChatId.ToObjectId() }, { "sequence", number.Sequence } });
        return await store.Messages.Find(new BsonDocument("$or", new BsonArray(each)), MongoReads.InOneBatch(numbers.Count))
            .ToListAsync(cancellationToken)
            .OrUnavailable();
    }

    /// <remarks>A union of one small search for each chat, backwards along its numbers.</remarks>
    public async Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<PastMoment> moments, CancellationToken cancellationToken)
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
            document => Id<Chat>.FromBytes(document["chatId"].AsObjectId.ToByteArray()), document => document["createdAt"].ToUniversalTime());
    }

    /// <summary>The messages that outcomes point to, all of which have one, in one command. The chats tell a cluster which shards to ask.</summary>
    public Task<List<Message>> OfAsync(IReadOnlyCollection<StoredOutcome> outcomes, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "_id", new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.MessageId!.Value.ToObjectId()))) },
            { "chatId", new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.ChatId!.Value).Distinct().Select(id => id.ToObjectId()))) },
        };
        var options = MongoReads.InOneBatch(outcomes.Count);
        options.Hint = MongoReads.ById;
        return store.Messages.Find(filter, options).ToListAsync(cancellationToken);
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<Message> messages, CancellationToken cancellationToken) =>
        store.Messages.InsertManyAsync(session, messages, null, cancellationToken);

    private static BsonDocument[] LastTime(PastMoment moment) =>
    [
        new("$match", new BsonDocument
        {
            { "chatId", moment.ChatId.ToObjectId() },
            { "sequence", new BsonDocument("$gt", moment.After) },
            { "createdAt", new BsonDocument("$lte", moment.At) },
        }),
        new("$sort", new BsonDocument("sequence", -1)),
        new("$limit", 1),
        new("$project", new BsonDocument { { "_id", 0 }, { "chatId", 1 }, { "createdAt", 1 } }),
    ];
}
