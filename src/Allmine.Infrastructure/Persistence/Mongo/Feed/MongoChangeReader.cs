using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// Turns the changes of a change stream into events. A change that can't be read tells nobody anything, and is passed over:
/// the stream must go on for everybody else. A message that can't be read is told by its place.
/// </summary>
internal sealed class MongoChangeReader(MongoChatMembers members, MongoMessageRepository messages, UnreadableRecords unreadable)
{
    /// <summary>The type of an operation that changes some fields: the change has these alone.</summary>
    public const string Update = "update";

    private static readonly IReadOnlyDictionary<ObjectId, Id<User>[]> NoChats = new Dictionary<ObjectId, Id<User>[]>();

    private static readonly Dictionary<ObjectId, StoredMessage> NoMessages = [];

    /// <summary>One read of chats at most, and one of messages that have changed, for changes between two changes of members, whatever their number.</summary>
    public async Task<List<FeedItem>> ReadAsync(List<MongoRecord<BsonDocument>> changes, CancellationToken cancellationToken)
    {
        var items = new List<FeedItem>(changes.Count);
        // Up to a change of a chat's members: what comes after it must not rely on what was loaded before.
        for (var from = 0; from < changes.Count;)
        {
            var run = changes.Skip(from).TakeWhile(change => CollectionOf(Document(change)) != MongoSchema.Chats).ToList();
            var updated = await MessagesOfAsync(run, cancellationToken);
            var ids = run.Select(change => ChatOf(Document(change), updated)).OfType<ObjectId>().Distinct().ToList();
            var chats = ids.Count == 0 ? NoChats : await members.OfAsync(ids, cancellationToken);
            foreach (var change in run)
            {
                if (EventOf(change, chats, updated) is { } happened)
                    items.Add(new FeedItem(MongoEventPosition.Of(Document(change)["_id"].AsBsonDocument), happened));
            }

            from += run.Count;
            if (from < changes.Count && KeyOf(Document(changes[from++])) is { } changed)
                members.Forget(changed);
        }

        return items;
    }

    /// <summary>The messages that have changed, as they are now.</summary>
    private async Task<Dictionary<ObjectId, StoredMessage>> MessagesOfAsync(List<MongoRecord<BsonDocument>> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(Document).Where(IsUpdateOfMessage).Select(KeyOf).OfType<ObjectId>().Distinct().ToList();
        return ids.Count == 0 ? NoMessages : await messages.OfAsync(ids, cancellationToken);
    }

    private static bool IsUpdateOfMessage(BsonDocument change) =>
        CollectionOf(change) == MongoSchema.Messages && change.GetValue("operationType", BsonNull.Value) == Update;

    private static BsonDocument Document(MongoRecord<BsonDocument> change) => change.Value ?? change.Raw!;

    private static string? CollectionOf(BsonDocument change) =>
        change.DocumentOrNull("ns")?.GetValue("coll", BsonNull.Value) is BsonString name ? name.Value : null;

    private static ObjectId? KeyOf(BsonDocument change) =>
        change.DocumentOrNull("documentKey")?.GetValue("_id", BsonNull.Value) is BsonObjectId key ? key.Value : null;

    /// <summary>The chat whose members are told of the change.</summary>
    private static ObjectId? ChatOf(BsonDocument change, Dictionary<ObjectId, StoredMessage> updated) => CollectionOf(change) switch
    {
        MongoSchema.Messages when IsUpdateOfMessage(change) =>
            KeyOf(change) is { } key && updated.TryGetValue(key, out var message) ? message.ChatId.ToObjectId() : null,
        MongoSchema.Messages => change.DocumentOrNull("fullDocument")?.GetValue(MessageFields.ChatId, BsonNull.Value) is BsonObjectId id ? id.Value : null,
        MongoSchema.ReadMarkers => KeyOf(change),
        _ => null,
    };

    private StoreEvent? EventOf(
        MongoRecord<BsonDocument> record, IReadOnlyDictionary<ObjectId, Id<User>[]> chats, Dictionary<ObjectId, StoredMessage> updated)
    {
        var change = Document(record);
        var recipients = ChatOf(change, updated) is { } chat ? chats.GetValueOrDefault(chat, []) : [];
        StoreEvent? happened = CollectionOf(change) switch
        {
            MongoSchema.Messages when IsUpdateOfMessage(change) =>
                KeyOf(change) is { } key && updated.TryGetValue(key, out var message) ? new MessageUpdated(message, recipients) : null,
            MongoSchema.Messages => MessageIn(record) is { } created ? new MessageCreated(created, recipients) : null,
            MongoSchema.ReadMarkers => MovedMarker(change, recipients),
            _ => Balance(change),
        };
        if (happened is null)
            unreadable.Report($"change of {CollectionOf(change)} {KeyOf(change)}", record.Failure);
        return happened;
    }

    private StoredMessage? MessageIn(MongoRecord<BsonDocument> change)
    {
        var document = Document(change).DocumentOrNull("fullDocument");
        if (document is null)
            return null;
        if (change.Failure is { } failure)
            return messages.ToMessage(new MongoRecord<Message>(null, document, failure));
        try
        {
            return BsonSerializer.Deserialize<Message>(document);
        }
        catch (Exception exception)
        {
            return messages.ToMessage(new MongoRecord<Message>(null, document, exception));
        }
    }

    /// <summary>One write of this service moves one marker: the first one makes the document.</summary>
    private static MessageRead? MovedMarker(BsonDocument change, Id<User>[] recipients)
    {
        var (user, sequence) = change.DocumentOrNull("fullDocument") is { } document
            ? FirstMarker(document.DocumentOrNull(ReadMarkerFields.ReadUpTo), prefix: string.Empty)
            : FirstMarker(change.DocumentOrNull("updateDescription")?.DocumentOrNull("updatedFields"), $"{ReadMarkerFields.ReadUpTo}.");
        return KeyOf(change) is { } chat && Id<User>.TryParse(user, out var reader) && sequence is { } number
            ? new MessageRead(Id<Chat>.FromBytes(chat.ToByteArray()), reader, number, recipients)
            : null;
    }

    private static (string? User, long? Sequence) FirstMarker(BsonDocument? markers, string prefix)
    {
        var name = markers?.Names.FirstOrDefault(name => name.StartsWith(prefix, StringComparison.Ordinal));
        return name is null ? default : (name[prefix.Length..], markers!.WholeOrNull(name));
    }

    private static CreditsChanged? Balance(BsonDocument change)
    {
        var fields = change.DocumentOrNull("fullDocument") ?? change.DocumentOrNull("updateDescription")?.DocumentOrNull("updatedFields");
        return KeyOf(change) is { } owner && fields?.WholeOrNull(WalletFields.Balance) is { } balance
            ? new CreditsChanged(Id<User>.FromBytes(owner.ToByteArray()), balance)
            : null;
    }
}
