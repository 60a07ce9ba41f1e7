using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// Turns the changes of a change stream into events. A change that can't be read tells nobody anything, and is passed over:
/// the stream must go on for everybody else. A message that can't be read is told by its place.
/// </summary>
internal sealed class MongoChangeReader(MongoChatMembers members, MongoMessageChanges messages, UnreadableRecords unreadable)
{
    private static readonly IReadOnlyDictionary<ObjectId, MongoToldChat> NoChats = new Dictionary<ObjectId, MongoToldChat>();

    private static readonly MongoToldChat Nobody = new([], IsAltered: false);

    /// <summary>One read of chats at most, and a few of messages that have changed, for changes between two changes of members, whatever their number.</summary>
    /// <param name="changes">What has happened.</param>
    /// <param name="pastUpTo">Messages that were sent at this time or before may have been deleted since, and are looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<FeedItem>> ReadAsync(List<MongoRecord<BsonDocument>> changes, ulong pastUpTo, CancellationToken cancellationToken)
    {
        var items = new List<FeedItem>(changes.Count);
        // Up to a change of a chat's members: what comes after it must not rely on what was loaded before.
        for (var from = 0; from < changes.Count;)
        {
            var run = changes.Skip(from).TakeWhile(change => StreamChange.CollectionOf(StreamChange.Of(change)) != MongoSchema.Chats).ToList();
            await AddEventsAsync(run, pastUpTo, items, cancellationToken);
            from += run.Count;
            if (from < changes.Count && StreamChange.KeyOf(StreamChange.Of(changes[from++])) is { } changed)
                members.Forget(changed);
        }

        return items;
    }

    private async Task AddEventsAsync(List<MongoRecord<BsonDocument>> run, ulong pastUpTo, List<FeedItem> items, CancellationToken cancellationToken)
    {
        var told = await messages.ReadAsync(run, pastUpTo, cancellationToken);
        var ids = new HashSet<ObjectId>();
        for (var i = 0; i < run.Count; i++)
        {
            if (ChatOf(run[i], told[i]) is { } id)
                ids.Add(id);
        }

        var chats = ids.Count == 0 ? NoChats : await members.OfAsync(ids, cancellationToken);
        foreach (var altered in told.Where(message => message?.Life is not null).Select(message => message!.ChatId).Distinct())
            members.MarkAltered(altered);
        await messages.CompleteAsync(told, chats, cancellationToken);
        for (var i = 0; i < run.Count; i++)
        {
            var recipients = ChatOf(run[i], told[i]) is { } chat ? chats.GetValueOrDefault(chat, Nobody).Members : [];
            if (EventOf(run[i], told[i], recipients) is { } happened)
                items.Add(new FeedItem(MongoEventPosition.Of(StreamChange.Of(run[i])["_id"].AsBsonDocument), happened));
        }
    }

    /// <summary>The chat whose members are told of the change.</summary>
    private static ObjectId? ChatOf(MongoRecord<BsonDocument> record, MongoToldMessage? message)
    {
        var change = StreamChange.Of(record);
        return StreamChange.CollectionOf(change) switch
        {
            MongoSchema.Messages => message?.ChatId,
            MongoSchema.ReadMarkers => StreamChange.KeyOf(change),
            _ => null,
        };
    }

    private StoreEvent? EventOf(MongoRecord<BsonDocument> record, MongoToldMessage? message, Id<User>[] recipients)
    {
        var change = StreamChange.Of(record);
        var happened = StreamChange.CollectionOf(change) switch
        {
            MongoSchema.Messages => message?.ToEvent(recipients),
            MongoSchema.ReadMarkers => MovedMarker(change, recipients),
            _ => Balance(change),
        };
        if (happened is null)
            unreadable.Report($"change of {StreamChange.CollectionOf(change)} {StreamChange.KeyOf(change)}", record.Failure);
        return happened;
    }

    /// <summary>One write of this service moves one marker: the first one makes the document, or the part of it.</summary>
    private static StoreEvent? MovedMarker(BsonDocument change, Id<User>[] recipients)
    {
        if (StreamChange.KeyOf(change) is not { } chat)
            return null;
        var id = Id<Chat>.FromBytes(chat.ToByteArray());
        if (Marker(change, ReadMarkerFields.ReadUpTo) is ({ } reader, { } read))
            return new MessageRead(id, reader, read, recipients);
        return Marker(change, ReadMarkerFields.DeliveredUpTo) is ({ } member, { } delivered) ? new MessageDelivered(id, member, delivered, recipients) : null;
    }

    private static (Id<User>? User, long? Sequence) Marker(BsonDocument change, string field)
    {
        var fields = StreamChange.FieldsOf(change);
        return fields?.DocumentOrNull(field) is { ElementCount: > 0 } whole ? First(whole, prefix: string.Empty) : First(fields, $"{field}.");
    }

    private static (Id<User>? User, long? Sequence) First(BsonDocument? markers, string prefix)
    {
        var name = markers?.Names.FirstOrDefault(name => name.StartsWith(prefix, StringComparison.Ordinal));
        return name is not null && Id<User>.TryParse(name[prefix.Length..], out var user) ? (user, markers!.WholeOrNull(name)) : default;
    }

    private static CreditsChanged? Balance(BsonDocument change) =>
        StreamChange.KeyOf(change) is { } owner && StreamChange.FieldsOf(change)?.WholeOrNull(WalletFields.Balance) is { } balance
            ? new CreditsChanged(Id<User>.FromBytes(owner.ToByteArray()), balance)
            : null;
}
