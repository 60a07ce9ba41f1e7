using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// The messages that changes of the stream tell of, each as of its change. Of a message that was sent just now, the change alone tells: nothing is
/// read for it.
/// </summary>
internal sealed class MongoMessageChanges(MongoMessageRepository messages, MongoSentChanges sentChanges, MongoPastVersions past)
{
    private static readonly Dictionary<ObjectId, StoredMessage> NoMessages = [];

    /// <summary>The messages of changes; null for what is no change of a message, or can't be read. One read at most.</summary>
    /// <param name="changes">What has happened.</param>
    /// <param name="pastUpTo">Messages that were sent at this time or before may have been deleted since.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<MongoToldMessage?[]> ReadAsync(List<MongoRecord<BsonDocument>> changes, ulong pastUpTo, CancellationToken cancellationToken)
    {
        var ids = new HashSet<ObjectId>();
        foreach (var change in changes.Select(StreamChange.Of).Where(StreamChange.IsOfMessage))
        {
            if ((StreamChange.IsUpdate(change) || IsPast(change, pastUpTo)) && StreamChange.KeyOf(change) is { } key)
                ids.Add(key);
        }

        var present = ids.Count == 0 ? NoMessages : await messages.OfAsync(ids, cancellationToken);
        return [.. changes.Select(change => Told(change, present))];
    }

    /// <summary>
    /// Tells each message as it was then. The number of the change that sent a message is asked for where its document does not tell it, in chats with
    /// alterations alone; words that it had earlier, where it has others now.
    /// </summary>
    public async Task CompleteAsync(MongoToldMessage?[] told, IReadOnlyDictionary<ObjectId, MongoToldChat> chats, CancellationToken cancellationToken)
    {
        var altered = told.OfType<MongoToldMessage>().Where(message => message.Life is not null).Select(message => message.ChatId).ToHashSet();
        await ReplaceAsync(
            told,
            message => message.Life is null or { DeletedAt: not null } && (altered.Contains(message.ChatId) || (chats.TryGetValue(message.ChatId, out var chat) && chat.IsAltered)),
            found => sentChanges.CompleteAsync([.. found.Select(message => message.Message)], areAlteredAsked: true, cancellationToken));
        await ReplaceAsync(
            told,
            message => message.Life is not null || (message.IsNew && message.Message.Readable is { IsDeleted: true }),
            found => new ValueTask<IReadOnlyList<StoredMessage>>(past.AsOfAsync([.. found.Select(message => new MongoPastMessage(message.Message, message.Life ?? MessageLife.Untouched))], cancellationToken)));
    }

    private static async Task ReplaceAsync(
        MongoToldMessage?[] told, Func<MongoToldMessage, bool> isConcerned, Func<List<MongoToldMessage>, ValueTask<IReadOnlyList<StoredMessage>>> replace)
    {
        var places = Enumerable.Range(0, told.Length).Where(i => told[i] is { } message && isConcerned(message)).ToList();
        if (places.Count == 0)
            return;
        var replaced = await replace(places.ConvertAll(i => told[i]!));
        for (var i = 0; i < places.Count; i++)
            told[places[i]] = told[places[i]]! with { Message = replaced[i] };
    }

    private static bool IsPast(BsonDocument change, ulong pastUpTo) => MongoEventPosition.TimeOf(MongoEventPosition.Of(change["_id"].AsBsonDocument)) <= pastUpTo;

    private MongoToldMessage? Told(MongoRecord<BsonDocument> record, Dictionary<ObjectId, StoredMessage> present)
    {
        var change = StreamChange.Of(record);
        if (!StreamChange.IsOfMessage(change) || StreamChange.KeyOf(change) is not { } key)
            return null;
        var isThere = present.TryGetValue(key, out var now);
        if (!StreamChange.IsUpdate(change))
            return MessageIn(record) is { } inserted ? new MongoToldMessage(isThere ? AsInserted(inserted, now) : inserted) { IsNew = true } : null;
        if (!isThere)
            return null;
        return IsAlteration(change) ? Altered(change, now) : new MongoToldMessage(now);
    }

    private static bool IsAlteration(BsonDocument change) => StreamChange.FieldsOf(change)?.Contains(MessageFields.Life) == true;

    /// <summary>The life is written as a whole with each alteration.</summary>
    private static MongoToldMessage? Altered(BsonDocument change, StoredMessage now)
    {
        try
        {
            using var reader = new BsonDocumentReader(StreamChange.FieldsOf(change)![MessageFields.Life].AsBsonDocument);
            var done = LifeParts.Read(reader);
            return new MongoToldMessage(now) { Life = done.Compose(), Done = done };
        }
        catch (Exception)
        {
            // Whatever it is, it can't be read.
            return null;
        }
    }

    /// <summary>The stream has what it said, which is not told any more once it is deleted, or may be.</summary>
    private static StoredMessage AsInserted(StoredMessage inserted, StoredMessage now) => now.Readable switch
    {
        { IsDeleted: true } => now,
        null => new StoredMessage(now.Unreadable! with { Change = inserted.Change }),
        _ => inserted,
    };

    private StoredMessage? MessageIn(MongoRecord<BsonDocument> change)
    {
        var document = StreamChange.Of(change).DocumentOrNull("fullDocument");
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
}
