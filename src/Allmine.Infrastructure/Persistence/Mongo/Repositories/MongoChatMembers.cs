using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>
/// The members of the chats that a reader of events has met lately. It belongs to one reader, who tells it of every change
/// that comes in the stream: what is loaded is never older than what the reader has come to, so that nobody who has left a
/// chat is told of what is sent there later.
/// </summary>
internal sealed class MongoChatMembers(MongoStore store)
{
    /// <summary>About 5 MB. Two generations bound it: when the younger one is full, the older is let go.</summary>
    private const int MaxWeight = 400_000;

    /// <summary>What a chat weighs beside its members.</summary>
    private const int WeightOfChat = 8;

    private static readonly BsonDocument MembersAlone = new("members.userId", 1);

    private Dictionary<ObjectId, Id<User>[]> young = [];
    private Dictionary<ObjectId, Id<User>[]> old = [];
    private int weight;

    /// <summary>The members of these chats; a chat that isn't there has none. One command, or none if all are known.</summary>
    public async Task<IReadOnlyDictionary<ObjectId, Id<User>[]>> OfAsync(IReadOnlyCollection<ObjectId> chatIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ObjectId, Id<User>[]>();
        foreach (var id in chatIds)
        {
            if (young.TryGetValue(id, out var members) || old.TryGetValue(id, out members))
                found[id] = members;
        }

        var missing = chatIds.Where(id => !found.ContainsKey(id)).ToHashSet();
        if (missing.Count == 0)
            return found;
        var options = new FindOptions<Chat, BsonDocument> { Projection = MembersAlone, BatchSize = missing.Count + 1 };
        using var cursor = await store.Chats
            .FindAsync(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(missing))), options, cancellationToken)
            .OrUnavailable();
        foreach (var chat in await cursor.ToListAsync(cancellationToken).OrUnavailable())
        {
            var members = MembersIn(chat);
            found.Add(chat["_id"].AsObjectId, members);
            Keep(chat["_id"].AsObjectId, members);
        }

        return found;
    }

    /// <summary>The chat has changed: it is loaded anew when it is needed.</summary>
    public void Forget(ObjectId chatId)
    {
        young.Remove(chatId);
        old.Remove(chatId);
    }

    /// <summary>Those that can be read; an event of a chat whose members can't be read concerns nobody.</summary>
    private static Id<User>[] MembersIn(BsonDocument chat) => chat.GetValue("members", BsonNull.Value) is BsonArray members
        ? [.. members.OfType<BsonDocument>().Select(member => member.IdOrNull<User>("userId")).OfType<Id<User>>()]
        : [];

    private void Keep(ObjectId chatId, Id<User>[] members)
    {
        young[chatId] = members;
        weight += members.Length + WeightOfChat;
        if (weight < MaxWeight / 2)
            return;
        (young, old) = ([], young);
        weight = 0;
    }
}
