using Allmine.Application.Abstractions;
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
    private static readonly BsonDocument ById = new("_id", 1);

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

    /// <summary>The messages that outcomes point to, all of which have one, in one command. The chats tell a cluster which shards to ask.</summary>
    public Task<List<Message>> OfAsync(IReadOnlyCollection<StoredOutcome> outcomes, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "_id", new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.MessageId!.Value.ToObjectId()))) },
            { "chatId", new BsonDocument("$in", new BsonArray(outcomes.Select(outcome => outcome.ChatId!.Value).Distinct().Select(id => id.ToObjectId()))) },
        };
        var options = MongoReads.InOneBatch(outcomes.Count);
        options.Hint = ById;
        return store.Messages.Find(filter, options).ToListAsync(cancellationToken);
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<Message> messages, CancellationToken cancellationToken) =>
        store.Messages.InsertManyAsync(session, messages, null, cancellationToken);
}
