using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// Turns the changes of a change stream into events. A change that can't be read tells nobody anything, and is passed over:
/// the stream must go on for everybody else. A message that can't be read is told by its place.
/// </summary>
internal sealed class MongoChangeReader(MongoChatMembers members, MongoMessageChanges messages, MongoChatChanges chatChanges, MongoUserChanges userChanges, UnreadableRecords unreadable)
{
    private static readonly IReadOnlyDictionary<ObjectId, MongoToldChat> NoChats = new Dictionary<ObjectId, MongoToldChat>();

    /// <summary>One read of chats at most, and a few of messages that have changed, for changes between two changes of members, whatever their number.</summary>
    /// <param name="changes">What has happened.</param>
    /// <param name="pastUpTo">Messages that were sent at this time or before may have been deleted since, and are looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<FeedItem>> ReadAsync(List<MongoRecord<BsonDocument>> changes, ulong pastUpTo, CancellationToken cancellationToken)
    {
        var items = new List<FeedItem>(changes.Count);
        // What comes after a change of a chat's members or of who has it archived must not rely on what was loaded before.
        for (var from = 0; from < changes.Count;)
        {
            var renewed = changes.Skip(from).TakeWhile(IsOfMembers).ToList();
            foreach (var change in renewed)
                Forget(change);
            var run = renewed.Concat(changes.Skip(from + renewed.Count).TakeWhile(change => !IsOfMembers(change))).ToList();
            await AddEventsAsync(run, pastUpTo, items, cancellationToken);
            from += run.Count;
        }

        return items;
    }

    /// <summary>Chats come with what may change their members alone, beside their making and opening.</summary>
    private static bool IsOfMembers(MongoRecord<BsonDocument> record) => StreamChange.Of(record) is var change && StreamChange.CollectionOf(change) switch
    {
        MongoSchema.Chats => !StreamChange.IsInsert(change),
        MongoSchema.ChatSettings => true,
        _ => false,
    };

    private void Forget(MongoRecord<BsonDocument> record)
    {
        var change = StreamChange.Of(record);
        if ((StreamChange.KeyOf(change) ?? MongoChatChanges.ChatOfSettings(change)) is { } changed)
            members.Forget(changed);
    }

    private async Task AddEventsAsync(List<MongoRecord<BsonDocument>> run, ulong pastUpTo, List<FeedItem> items, CancellationToken cancellationToken)
    {
        var told = await messages.ReadAsync(run, pastUpTo, cancellationToken);
        var ids = new HashSet<ObjectId>();
        for (var i = 0; i < run.Count; i++)
        {
            // Where the parts of a cluster tell of one commit, a line may come before the change of its chat.
            if (told[i] is { IsNew: true, Message.Readable: { Kind: MessageKind.System } } line)
                members.Forget(line.ChatId);
            if (ChatOf(run[i], told[i]) is { } id)
                ids.Add(id);
        }

        var chats = ids.Count == 0 ? NoChats : await members.OfAsync(ids, cancellationToken);
        var asTheyAre = await chatChanges.LoadAsync(run, cancellationToken);
        var users = await userChanges.LoadAsync(run, cancellationToken);
        foreach (var altered in told.Where(message => message?.Life is not null).Select(message => message!.ChatId).Distinct())
            members.MarkAltered(altered);
        await messages.CompleteAsync(told, chats, cancellationToken);
        var timesBefore = await chatChanges.TimesBeforeAsync(told, chats, cancellationToken);
        for (var i = 0; i < run.Count; i++)
        {
            var chat = ChatOf(run[i], told[i]) is { } id ? chats.GetValueOrDefault(id, MongoToldChat.Nobody) : MongoToldChat.Nobody;
            if (EventOf(run[i], told[i], chat, asTheyAre, users, timesBefore) is { } happened && !IsOfNobody(happened, chat))
                items.Add(new FeedItem(MongoEventPosition.Of(StreamChange.Of(run[i])["_id"].AsBsonDocument), happened));
        }
    }

    /// <summary>A marker of somebody who is no member any more, or was none when it was moved there, and settings of a chat that is none of theirs any more: they say nothing.</summary>
    private static bool IsOfNobody(StoreEvent happened, MongoToldChat chat) => happened switch
    {
        MessageRead or MessageDelivered => happened.Recipients.Count == 0,
        ChatSettingsChanged { Settings.UserId: var user } => !chat.Members.Contains(user),
        _ => false,
    };

    /// <summary>The chat whose members are told of the change.</summary>
    private static ObjectId? ChatOf(MongoRecord<BsonDocument> record, MongoToldMessage? message)
    {
        var change = StreamChange.Of(record);
        return StreamChange.CollectionOf(change) switch
        {
            MongoSchema.Messages => message?.ChatId,
            MongoSchema.ReadMarkers => StreamChange.KeyOf(change),
            MongoSchema.Chats when MongoChatChanges.IsOpening(change) || MongoChatChanges.IsOfBlock(change) => StreamChange.KeyOf(change),
            MongoSchema.Alterations => MongoChatChanges.ChatOfAlteration(change),
            MongoSchema.ChatSettings => MongoChatChanges.ChatOfSettings(change),
            _ => null,
        };
    }

    private StoreEvent? EventOf(
        MongoRecord<BsonDocument> record,
        MongoToldMessage? message,
        MongoToldChat chat,
        IReadOnlyDictionary<Id<Chat>, Chat> asTheyAre,
        IReadOnlyDictionary<Id<User>, StoredUser> users,
        IReadOnlyDictionary<MessageNumber, DateTime> timesBefore)
    {
        var change = StreamChange.Of(record);
        var collection = StreamChange.CollectionOf(change);
        // Neither is there anything to tell of a change of members, whose line tells of it.
        if (collection == MongoSchema.Chats && !MongoChatChanges.IsOpening(change) && !MongoChatChanges.IsOfBlock(change))
            return null;
        var failure = record.Failure;
        try
        {
            var happened = collection switch
            {
                MongoSchema.Messages => message?.ToEvent(chat, timesBefore),
                MongoSchema.ReadMarkers => MovedMarker(change, chat),
                MongoSchema.Chats when MongoChatChanges.IsOfBlock(change) => MongoChatChanges.Blocked(change, chat),
                MongoSchema.Chats => MongoChatChanges.Opened(change, chat),
                MongoSchema.Users => MongoUserChanges.Updated(change, users),
                MongoSchema.Ledger => Granted(change),
                MongoSchema.Alterations => MongoChatChanges.Changed(change, chat, asTheyAre),
                MongoSchema.ChatSettings => MongoChatChanges.Set(change, asTheyAre),
                _ => Balance(change),
            };
            if (happened is not null)
                return happened;
        }
        catch (Exception exception)
        {
            // Nothing is asked of the store here: whatever it is, the change can't be read.
            failure = exception;
        }

        unreadable.Report($"change of {collection} {StreamChange.KeyText(change)}", failure);
        return null;
    }

    /// <summary>One write of this service moves one marker: the first one makes the document, or the part of it.</summary>
    private static StoreEvent? MovedMarker(BsonDocument change, MongoToldChat told)
    {
        if (StreamChange.KeyOf(change) is not { } chat)
            return null;
        var id = Id<Chat>.FromBytes(chat.ToByteArray());
        if (Marker(change, ReadMarkerFields.ReadUpTo) is ({ } reader, { } read))
            return new MessageRead(id, reader, read, RecipientsOf(reader, read, told));
        return Marker(change, ReadMarkerFields.DeliveredUpTo) is ({ } member, { } delivered) ? new MessageDelivered(id, member, delivered, RecipientsOf(member, delivered, told)) : null;
    }

    /// <summary>Those who see the message, if it is one that the member can have: a marker may be of somebody who has left since.</summary>
    private static Id<User>[] RecipientsOf(Id<User> member, long sequence, MongoToldChat told) => told.Seeing(sequence) is var seeing && seeing.Contains(member) ? seeing : [];

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

    private static CreditsGranted Granted(BsonDocument change)
    {
        var entry = BsonSerializer.Deserialize<LedgerEntry>(StreamChange.DocumentOf(change));
        return new CreditsGranted(entry.OwnerId, entry.Amount, entry.BalanceAfter);
    }

    private static CreditsChanged? Balance(BsonDocument change) =>
        StreamChange.KeyOf(change) is { } owner && StreamChange.FieldsOf(change)?.WholeOrNull(WalletFields.Balance) is { } balance
            ? new CreditsChanged(Id<User>.FromBytes(owner.ToByteArray()), balance)
            : null;
}
