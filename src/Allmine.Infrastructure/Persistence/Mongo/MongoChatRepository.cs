using System.Globalization;
using Allmine.Application.Abstractions;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoChatRepository(MongoStore store, MongoReadMarkers markers) : IChatRepository
{
    /// <summary>The time of chats that are not open.</summary>
    private static readonly BsonDateTime Never = new(0);

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) =>
        FindAsync(new BsonDocument("_id", id.ToObjectId()), cancellationToken);

    public Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken) =>
        FindAsync(new BsonDocument("pair", new BsonBinaryData(pair.ToBytes())), cancellationToken);

    /// <remarks>
    /// Along the index of members and activity. The time bounds it from both sides; the identifier only tells those of one
    /// time apart.
    /// </remarks>
    public async Task<IReadOnlyList<Chat>> PageAsync(Id<User> userId, ChatWindow window, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument { { "members.userId", userId.ToObjectId() } };
        filter.AddRange((window.After ?? window.Before) is { } bound ? Beyond(bound, window.OldestFirst) : new("updatedAt", new BsonDocument("$gt", Never)));
        var direction = window.OldestFirst ? 1 : -1;
        var chats = await store.Chats.Find(filter, MongoReads.InOneBatch(window.Limit))
            .Sort(new BsonDocument { { "updatedAt", direction }, { "_id", direction } })
            .Limit(window.Limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        await markers.CompleteAsync(chats, cancellationToken);
        return chats;
    }

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

    public async Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken)
    {
        var blockers = new BsonArray(chat.BlockedBy.Select(userId => userId.ToObjectId()));
        var update = chat.IsBlocked
            ? new BsonDocument("$set", new BsonDocument { { "revision", chat.Revision }, { "blockedBy", blockers } })
            : new BsonDocument { { "$set", new BsonDocument("revision", chat.Revision) }, { "$unset", new BsonDocument("blockedBy", string.Empty) } };
        var result = await store.Chats.UpdateOneAsync(BeforeChange(chat), update, null, cancellationToken).OrUnavailable();
        return result.MatchedCount == 1;
    }

    public async Task<bool> OpenAsync(Chat chat, CancellationToken cancellationToken)
    {
        var times = new BsonDocument { { "revision", chat.Revision }, { "createdAt", chat.CreatedAt }, { "updatedAt", chat.UpdatedAt } };
        var result = await store.Chats
            .UpdateOneAsync(BeforeChange(chat).Add("updatedAt", Never), new BsonDocument("$set", times), null, cancellationToken)
            .OrUnavailable();
        return result.MatchedCount == 1;
    }

    public Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) =>
        markers.RaiseAsync(id, userId, sequence, cancellationToken);

    /// <summary>The chats of these identifiers and pairs, in one command. Rounds have no use for the markers of readers.</summary>
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

    private async Task<Chat?> FindAsync(BsonDocument filter, CancellationToken cancellationToken)
    {
        var chat = await store.Chats.Find(filter).Limit(1).FirstOrDefaultAsync(cancellationToken).OrUnavailable();
        if (chat is not null)
            await markers.CompleteAsync([chat], cancellationToken);
        return chat;
    }

    private static BsonDocument Beyond(ChatPosition bound, bool oldestFirst)
    {
        var beyond = oldestFirst ? "$gt" : "$lt";
        return new BsonDocument
        {
            {
                "updatedAt",
                oldestFirst
                    ? new BsonDocument("$gte", bound.UpdatedAt)
                    : new BsonDocument { { "$lte", bound.UpdatedAt }, { "$gt", Never } }
            },
            {
                "$or",
                new BsonArray
                {
                    new BsonDocument("updatedAt", new BsonDocument(beyond, bound.UpdatedAt)),
                    new BsonDocument("_id", new BsonDocument(beyond, bound.Id.ToObjectId())),
                }
            },
        };
    }

    /// <summary>The chat as it must still be for one change of its revision to be written.</summary>
    private static BsonDocument BeforeChange(Chat chat) => new() { { "_id", chat.Id.ToObjectId() }, { "revision", chat.Revision - 1 } };

    private static BsonDocument DecidedOn(ChatChange change) => new()
    {
        { "_id", change.Chat.Id.ToObjectId() },
        { "revision", change.Chat.Revision },
        { "lastSequence", change.BaseSequence },
    };

    /// <summary>
    /// The read markers of the senders are set by their place among the members, which the condition on the revision keeps
    /// from having moved; those of the others are left alone.
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

        var set = new BsonDocument { { "lastSequence", chat.LastSequence }, { "updatedAt", chat.UpdatedAt } };
        // The first message may be what opens the chat.
        if (change.BaseSequence == 0)
            set.Add("createdAt", chat.CreatedAt);
        return new() { { "$set", set }, { "$max", markers } };
    }
}
