using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoChangeRepository(MongoStore store, MongoMessageRepository messages, MongoPastVersions versions, UnreadableRecords unreadable) : IChangeRepository
{
    /// <remarks>Along the identifiers, which are chat and number of the change.</remarks>
    public async Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken)
    {
        // The chat alone tells a cluster which shard to ask.
        var filter = new BsonDocument
        {
            { AlterationFields.IdChatId, chatId.ToObjectId() },
            { "_id", new BsonDocument { { "$gt", AlterationDocuments.IdOf(chatId, 0) }, { "$lte", AlterationDocuments.IdOf(chatId, change) } } },
        };
        var found = await store.Alterations.Find(filter, new FindOptions { Hint = MongoReads.ById })
            .Sort(new BsonDocument("_id", -1))
            .Limit(1)
            .Project(new BsonDocument(AlterationFields.LastSequence, 1))
            .FirstOrDefaultAsync(cancellationToken)
            .OrUnavailable();
        return found is null ? 0 : unreadable.Reported(() => AlterationDocuments.OrdinalOf(found));
    }

    /// <remarks>Along the index of altered messages, which knows their numbers, too: of those that are not seen, no document is looked at.</remarks>
    public Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { MessageFields.ChatId, chatId.ToObjectId() }, { MessageFields.LifeChange, new BsonDocument("$gt", after) } };
        if (seesFrom > 0)
            filter.Add(MessageFields.Sequence, new BsonDocument("$gte", seesFrom));
        return messages.ListAsync(filter, MessageFields.LifeChange, limit, cancellationToken);
    }

    /// <remarks>Along the index of a chat's numbers; those that were altered are looked at in vain.</remarks>
    public Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { MessageFields.ChatId, chatId.ToObjectId() },
            { MessageFields.Sequence, new BsonDocument { { "$gt", after }, { "$lte", upTo } } },
            { MessageFields.LifeChange, BsonNull.Value },
        };
        return messages.ListAsync(filter, MessageFields.Sequence, limit, cancellationToken);
    }

    public Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken) =>
        versions.PageAsync(messageId, after, limit, cancellationToken);
}
