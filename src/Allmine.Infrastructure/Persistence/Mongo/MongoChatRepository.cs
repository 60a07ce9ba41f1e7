using System.Globalization;
using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoChatRepository(MongoStore store) : IChatRepository
{
    public async Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) =>
        await store.Chats.Find(new BsonDocument("_id", id.ToObjectId())).Limit(1).FirstOrDefaultAsync(cancellationToken).OrUnavailable();

    public async Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken)
    {
        try
        {
            await store.Chats.InsertOneAsync(chat, null, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    /// <summary>The chats of these identifiers and pairs, in one command.</summary>
    public Task<List<Chat>> LoadAsync(IReadOnlyCollection<Id<Chat>> ids, IReadOnlyCollection<DirectPair> pairs, CancellationToken cancellationToken)
    {
        var ofIds = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids.Select(id => id.ToObjectId()))));
        var ofPairs = new BsonDocument("pair", new BsonDocument("$in", new BsonArray(pairs.Select(pair => new BsonBinaryData(pair.ToBytes())))));
        var filter = (ids.Count, pairs.Count) switch
        {
            (_, 0) => ofIds,
            (0, _) => ofPairs,
            _ => new BsonDocument("$or", new BsonArray { ofIds, ofPairs }),
        };
        return store.Chats.Find(filter, MongoReads.InOneBatch(ids.Count + pairs.Count)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes each chat from what was decided on to what it is to be, in one command. False if one of them isn't what was
    /// decided on any more.
    /// </summary>
    public async Task<bool> AdvanceAsync(IClientSessionHandle session, IReadOnlyCollection<ChatChange> changes, CancellationToken cancellationToken)
    {
        var updates = new MongoUpdates();
        foreach (var change in changes)
            updates.Add(DecidedOn(change), Advance(change));
        return await updates.RunAsync(store.Database, session, MongoSchema.Chats, cancellationToken) == changes.Count;
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<Chat> chats, CancellationToken cancellationToken) =>
        store.Chats.InsertManyAsync(session, chats, null, cancellationToken);

    private static BsonDocument DecidedOn(ChatChange change) => new()
    {
        { "_id", change.Chat.Id.ToObjectId() },
        { "revision", change.Chat.Revision },
        { "lastSequence", change.BaseSequence },
    };

    /// <summary>
    /// The read markers of the senders are set by their place among the members, which the condition on the revision keeps
    /// from having moved; those of the others may have moved on meanwhile and are left alone.
    /// </summary>
    private static BsonDocument Advance(ChatChange change)
    {
        var chat = change.Chat;
        var markers = new BsonDocument();
        for (var i = 0; i < chat.Members.Count; i++)
        {
            if (change.Senders.Contains(chat.Members[i].UserId))
                markers.Add(string.Create(CultureInfo.InvariantCulture, $"members.{i}.readUpTo"), chat.Members[i].ReadUpTo);
        }

        return new()
        {
            { "$set", new BsonDocument { { "lastSequence", chat.LastSequence }, { "updatedAt", chat.UpdatedAt } } },
            { "$max", markers },
        };
    }
}
