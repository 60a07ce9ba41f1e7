using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Rounds;

/// <summary>
/// The part of a commit that alters messages. Readers of the change stream are told of a chat's changes in the order in which they are written here: where a
/// chat gets messages after one was altered, both are statements of one command.
/// </summary>
internal sealed class MongoAlterations(MongoStore store, MongoMessageRepository messages)
{
    private static readonly BsonDocument Gone = new()
    {
        { MessageFields.Content, 1 }, { MessageFields.Media, 1 }, { MessageFields.Metadata, 1 },
        { MessageFields.Silent, 1 }, { MessageFields.ReplyTo, 1 }, { MessageFields.Mentions, 1 },
    };

    /// <summary>Writes the messages of the round, what becomes of others, and the changes of chats themselves, each of which comes after its line.</summary>
    /// <returns>Whether all messages were as decided on. If not, the transaction is to be aborted.</returns>
    /// <exception cref="MongoRejectedWriteException">The server refused one of them.</exception>
    public async Task<bool> WriteAsync(IClientSessionHandle session, ChangeSet changes, CancellationToken cancellationToken)
    {
        var steps = new MongoChatSteps(changes.ChatAlterations);
        for (var step = 0; step < steps.Count; step++)
        {
            var messages = steps.At(step, changes.Messages, message => (message.ChatId, message.SentChange));
            var alterations = steps.At(step, changes.Alterations, write => (write.Alteration.ChatId, write.Alteration.Change));
            if (!await WriteMessagesAsync(session, messages, alterations, cancellationToken))
                return false;
            var records = steps.EndOf(step).Select(AlterationDocuments.Of);
            // Nobody is told of these by their records.
            if (step == steps.Count - 1)
                records = records.Concat(RecordsOf(changes.Alterations));
            BsonDocument[] written = [.. records];
            if (written.Length > 0)
                await store.Alterations.InsertManyAsync(session, written, null, cancellationToken);
        }

        await NoteErasuresAsync(session, changes, cancellationToken);
        return true;
    }

    private async Task<bool> WriteMessagesAsync(IClientSessionHandle session, List<Message> sent, List<AlterationWrite> altered, CancellationToken cancellationToken)
    {
        var first = FirstOfChats(altered);
        var before = sent.FindAll(message => !IsAfter(message, first));
        if (before.Count > 0)
            await messages.InsertAsync(session, before, cancellationToken);
        if (altered.Count == 0)
            return true;
        var statements = new BsonArray(altered
            .Select(write => (write.Alteration.Change, Statement: Alter(write)))
            .Concat(sent.Where(message => IsAfter(message, first)).Select(message => (Change: message.SentChange, Statement: Insert(message))))
            .OrderBy(each => each.Change)
            .Select(each => each.Statement));
        return await MongoUpdateCommand.RunAsync(store.Database, session, MongoSchema.Messages, statements, isOrdered: true, cancellationToken) == statements.Count;
    }

    /// <summary>The number of the first change in each chat that alters a message.</summary>
    private static Dictionary<Id<Chat>, long> FirstOfChats(List<AlterationWrite> writes)
    {
        var first = new Dictionary<Id<Chat>, long>();
        foreach (var write in writes)
            first.TryAdd(write.Alteration.ChatId, write.Alteration.Change);
        return first;
    }

    private static bool IsAfter(Message message, Dictionary<Id<Chat>, long> first) => first.TryGetValue(message.ChatId, out var change) && message.SentChange > change;

    /// <summary>The chat tells a cluster where the message is; it is found by its identifier.</summary>
    private static BsonDocument Alter(AlterationWrite write)
    {
        var (before, after) = (write.Before, write.After);
        BsonValue was = before.Life.Change is { } change ? change : BsonNull.Value;
        var filter = new BsonDocument { { "_id", after.Id.ToObjectId() }, { MessageFields.ChatId, after.ChatId.ToObjectId() }, { MessageFields.LifeChange, was } };
        var set = new BsonDocument(MessageFields.Life, LifeParts.ToDocument(after.Life, write.Alteration));
        var unset = new BsonDocument();
        if (after.IsDeleted)
        {
            unset = Gone;
        }
        else
        {
            Put(MessageFields.Content, before.Content, after.Content, set, unset);
            Put(MessageFields.Metadata, before.Attributes.Metadata, after.Attributes.Metadata, set, unset);
            Put(MessageFields.MediaThumbnailKey, before.Media?.ThumbnailKey, after.Media?.ThumbnailKey, set, unset);
        }

        var update = new BsonDocument("$set", set);
        if (unset.ElementCount > 0)
            update.Add("$unset", unset);
        return MongoUpdateCommand.Statement(filter, update).Add("hint", MongoReads.ById);
    }

    /// <summary>No message has the number 0: one with that identifier is a duplicate key.</summary>
    private static BsonDocument Insert(Message message)
    {
        var filter = new BsonDocument { { "_id", message.Id.ToObjectId() }, { MessageFields.ChatId, message.ChatId.ToObjectId() }, { MessageFields.Sequence, 0L } };
        return MongoUpdateCommand.Statement(filter, message.ToBsonDocument()).Add("upsert", true).Add("hint", MongoReads.ById);
    }

    private static void Put(string field, string? was, string? value, BsonDocument set, BsonDocument unset)
    {
        if (value == was)
            return;
        if (value is null)
            unset.Add(field, 1);
        else
            set.Add(field, value);
    }

    private static IEnumerable<BsonDocument> RecordsOf(List<AlterationWrite> writes)
    {
        var deleted = writes.Where(IsDeletion).Select(write => write.After.Id).ToHashSet();
        return writes.Select(write => AlterationDocuments.Of(write.Alteration, deleted.Contains(write.After.Id) ? null : write.ReplacedVersion));
    }

    private async Task NoteErasuresAsync(IClientSessionHandle session, ChangeSet changes, CancellationToken cancellationToken)
    {
        var deletions = changes.Alterations.FindAll(IsDeletion);
        var worded = deletions.FindAll(write => write.Before.Life.Version > 1).ConvertAll(write => write.After.Id.ToObjectId());
        if (worded.Count > 0)
            await TakeWordsAsync(session, worded, cancellationToken);
        BsonDocument[] erasures = [.. deletions.Select(ErasureOf), .. changes.ChatAlterations.Where(write => write.ReplacedPhotoKey is not null).Select(ErasureOf)];
        if (erasures.Length > 0)
            await store.Erasures.InsertManyAsync(session, erasures, null, cancellationToken);
    }

    private static bool IsDeletion(AlterationWrite write) => write.Alteration.Kind == AlterationKind.Deleted;

    private Task TakeWordsAsync(IClientSessionHandle session, List<ObjectId> messageIds, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { AlterationFields.MessageId, new BsonDocument("$in", new BsonArray(messageIds)) },
            { AlterationFields.ReplacedVersion, new BsonDocument("$gt", 0L) },
        };
        return store.Alterations.UpdateManyAsync(session, filter, new BsonDocument("$unset", new BsonDocument(AlterationFields.Replaced, 1)), null, cancellationToken);
    }

    private static BsonDocument ErasureOf(AlterationWrite deletion)
    {
        var key = deletion.Before.Media?.Key;
        return new BsonDocument
        {
            { "_id", deletion.After.Id.ToObjectId() },
            { ErasureFields.MediaKey, key, key is not null },
            { ErasureFields.Due, deletion.After.Life.DeletedAt!.Value },
            { ErasureFields.OnlyDeleted, true, !deletion.Before.IsAltered },
        };
    }

    /// <summary>Of a photo that was replaced, under the line that tells of it.</summary>
    private static BsonDocument ErasureOf(ChatAlterationWrite write) => new()
    {
        { "_id", write.Alteration.MessageId.ToObjectId() },
        { ErasureFields.MediaKey, write.ReplacedPhotoKey },
        { ErasureFields.Due, write.Chat.UpdatedAt },
    };
}
