using Allmine.Application.Caching;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// The members of the chats that a reader of events has met lately. It belongs to one reader, who tells it of every change
/// that comes in the stream: what is loaded is never older than what the reader has come to, so that nobody who has left a
/// chat is told of what is sent there later.
/// </summary>
internal sealed class MongoChatMembers(MongoStore store)
{
    /// <summary>The most bytes of members: about 46,000 chats of two, or 1,500 of 256.</summary>
    private const long MaxBytes = 6 << 20;

    /// <summary>What a chat takes beside its members.</summary>
    private const int BytesOfChat = 48;

    private const int BytesOfMember = 16;

    private static readonly BsonDocument MembersAlone = new() { { ChatFields.MembersUserId, 1 }, { ChatFields.AlterationCount, 1 } };

    private readonly BoundedCache<ObjectId, MongoToldChat> known = new(MaxBytes, (_, chat) => BytesOfChat + (BytesOfMember * chat.Members.Length));

    /// <summary>What is known of these chats; a chat that isn't there has no members. One command, or none if all are known.</summary>
    public async Task<IReadOnlyDictionary<ObjectId, MongoToldChat>> OfAsync(IReadOnlyCollection<ObjectId> chatIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ObjectId, MongoToldChat>();
        foreach (var id in chatIds)
        {
            if (known.TryGet(id, out var chat))
                found[id] = chat;
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
            var told = new MongoToldChat(MembersIn(chat), chat.Contains(ChatFields.AlterationCount));
            found.Add(chat["_id"].AsObjectId, told);
            known.Set(chat["_id"].AsObjectId, told);
        }

        return found;
    }

    /// <summary>The chat has changed: it is loaded anew when it is needed.</summary>
    public void Forget(ObjectId chatId) => known.Remove(chatId, out _);

    /// <summary>One of the chat's messages was altered.</summary>
    public void MarkAltered(ObjectId chatId)
    {
        if (known.TryPeek(chatId, out var chat) && !chat.IsAltered)
            known.Set(chatId, chat with { IsAltered = true });
    }

    /// <summary>Those that can be read; an event of a chat whose members can't be read concerns nobody.</summary>
    private static Id<User>[] MembersIn(BsonDocument chat) => chat.GetValue(ChatFields.Members, BsonNull.Value) is BsonArray members
        ? [.. members.OfType<BsonDocument>().Select(member => member.IdOrNull<User>(MemberFields.UserId)).OfType<Id<User>>()]
        : [];
}
