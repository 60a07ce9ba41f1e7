using Allmine.Application.Caching;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// The members of the chats that a reader of events has met lately. It belongs to one reader, who tells it of every change
/// that comes in the stream: what is loaded is never older than what the reader has come to, so that nobody who has left a
/// chat is told of what is sent there later.
/// </summary>
internal sealed class MongoChatMembers(MongoStore store, UnreadableRecords unreadable)
{
    /// <summary>The most bytes of members: about 46,000 chats of two, or 1,500 of 256 who were there from the beginning.</summary>
    private const long MaxBytes = 6 << 20;

    /// <summary>What a chat takes beside its members.</summary>
    private const int BytesOfChat = 48;

    private const int BytesOfMember = 16;

    private const int BytesOfComing = 16;

    private const int BytesOfSettings = 100;

    private const string Archived = "archived";

    /// <summary>Members, and who has the chat archived.</summary>
    private static readonly BsonDocument[] WithArchived =
    [
        new("$lookup", new BsonDocument
        {
            { "from", MongoSchema.ChatSettings },
            { "localField", "_id" },
            { "foreignField", ChatSettingsFields.IdChatId },
            { "pipeline", new BsonArray { new BsonDocument("$match", new BsonDocument(ChatSettingsFields.ArchivedAt, new BsonDocument("$gte", 0L))) } },
            { "as", Archived },
        }),
        new("$project", new BsonDocument
        {
            { ChatFields.MembersUserId, 1 },
            { ChatFields.PeopleUserId, 1 },
            { $"{ChatFields.People}.{MemberFields.Line}", 1 },
            { $"{ChatFields.People}.{MemberFields.LineChange}", 1 },
            { $"{ChatFields.People}.{MemberFields.SeesAll}", 1 },
            { ChatFields.AlterationCount, 1 },
            { Archived, 1 },
        }),
    ];

    private readonly BoundedCache<ObjectId, MongoToldChat> known = new(MaxBytes, (_, chat) => BytesOf(chat));

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
        var options = new AggregateOptions { BatchSize = missing.Count + 1 };
        PipelineDefinition<Chat, BsonDocument> search = (BsonDocument[])[new("$match", new BsonDocument("_id", new BsonDocument("$in", new BsonArray(missing)))), .. WithArchived];
        using var cursor = await store.Chats.AggregateAsync(search, options, cancellationToken).OrUnavailable();
        foreach (var chat in await cursor.ToListAsync(cancellationToken).OrUnavailable())
        {
            var told = Read(chat);
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

    private static int BytesOf(MongoToldChat chat) =>
        BytesOfChat + (BytesOfMember * chat.Members.Length) + (BytesOfComing * (chat.Comings?.Length ?? 0)) + (BytesOfSettings * chat.Archived.Length);

    /// <summary>Those that can be read; an event of a chat whose members can't be read concerns nobody.</summary>
    private MongoToldChat Read(BsonDocument chat)
    {
        var field = ChatSerializer.MembersFieldOf(chat.Contains(ChatFields.People));
        var members = chat.GetValue(field, BsonNull.Value) is BsonArray array
            ? array.OfType<BsonDocument>().Where(member => member.IdOrNull<User>(MemberFields.UserId) is not null).ToList()
            : [];
        var comings = members.Exists(member => member.Contains(MemberFields.LineChange)) ? members.ConvertAll(ComingOf).ToArray() : null;
        return new MongoToldChat(
            [.. members.Select(member => member.IdOrNull<User>(MemberFields.UserId)!.Value)], comings, ArchivedIn(chat), chat.Contains(ChatFields.AlterationCount));
    }

    /// <summary>Of a line that can't be read nothing is known, and so nothing is told.</summary>
    private static MongoComing ComingOf(BsonDocument member)
    {
        if (!member.Contains(MemberFields.LineChange))
            return default;
        var seesAll = member.GetValue(MemberFields.SeesAll, BsonNull.Value) == BsonBoolean.True;
        return new MongoComing(member.WholeOrNull(MemberFields.LineChange) ?? long.MaxValue, seesAll ? 0 : member.WholeOrNull(MemberFields.Line) ?? long.MaxValue);
    }

    private ChatSettings[] ArchivedIn(BsonDocument chat) => chat.GetValue(Archived, BsonNull.Value) is BsonArray { Count: > 0 } archived
        ? [.. archived.OfType<BsonDocument>().Select(document => unreadable.ReadOr<BsonDocument, ChatSettings?>(document, ChatSettingsDocuments.Read, _ => null)).OfType<ChatSettings>()]
        : [];
}
