using Allmine.Application.Ports.Files;
using Allmine.Domain.Chats;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>
/// Each step is one update on a condition, so that it is the same whether one node takes it or two. Whatever one has died over, or was too late for, is found
/// by the next look: an erasure goes only once its file is abandoned, gone, or carried.
/// </summary>
internal sealed class MongoErasureBacklog(MongoStore store, UnreadableRecords unreadable) : IErasureBacklog
{
    private static readonly FindOneAndUpdateOptions<BsonDocument> Longest = new() { Sort = new BsonDocument(ErasureFields.Due, 1), ReturnDocument = ReturnDocument.After };

    public async Task<Erasure?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken)
    {
        var due = new BsonDocument(ErasureFields.Due, new BsonDocument("$lte", now));
        var claim = Set(ErasureFields.Due, until);
        while (true)
        {
            var document = await store.Erasures.FindOneAndUpdateAsync(due, claim, Longest, cancellationToken).OrUnavailable();
            if (document is null)
                return null;
            if (document.IdOrNull<Domain.Messages.Message>("_id") is { } id)
                return new Erasure(id, KeyIn(document), until, document.GetValue(ErasureFields.Released, BsonNull.Value) == BsonBoolean.True);
            unreadable.Report($"erasure {document.IdText()}", null);
        }
    }

    /// <remarks>Along the identifiers of the chat's changes between the sending of the message and its deletion.</remarks>
    public async Task TakeReactionsAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var id = new BsonDocument("_id", erasure.MessageId.ToObjectId());
        if (await store.Erasures.Find(new BsonDocument(id).Add(ErasureFields.OnlyDeleted, true)).Limit(1).AnyAsync(cancellationToken).OrUnavailable())
            return;
        var place = new BsonDocument { { MessageFields.ChatId, 1 }, { MessageFields.Sequence, 1 }, { MessageFields.LifeChange, 1 } };
        var message = await store.Messages.Find(id).Project(place).FirstOrDefaultAsync(cancellationToken).OrUnavailable();
        if (message?.IdOrNull<Chat>(MessageFields.ChatId) is not { } chatId
            || message.WholeOrNull(MessageFields.Sequence) is not { } sequence
            || message.DocumentOrNull(MessageFields.Life)?.WholeOrNull(LifeFields.Change) is not { } deleted)
            return;
        var reactions = new BsonDocument
        {
            { AlterationFields.IdChatId, chatId.ToObjectId() },
            { "_id", new BsonDocument { { "$gt", AlterationDocuments.IdOf(chatId, sequence) }, { "$lt", AlterationDocuments.IdOf(chatId, deleted) } } },
            { AlterationFields.MessageId, erasure.MessageId.ToObjectId() },
            { AlterationFields.Emoji, new BsonDocument("$exists", true) },
        };
        var taken = new BsonDocument("$unset", new BsonDocument { { AlterationFields.UserId, 1 }, { AlterationFields.Emoji, 1 } });
        await store.Alterations.UpdateManyAsync(reactions, taken, new UpdateOptions { Hint = MongoReads.ById }, cancellationToken).OrUnavailable();
    }

    /// <remarks>Along the indexes of files.</remarks>
    public async Task<bool> IsCarriedAsync(string mediaKey, CancellationToken cancellationToken) =>
        await IsThereAsync(store.Messages, MessageFields.MediaKey, mediaKey, cancellationToken) || await IsThereAsync(store.Chats, ChatFields.PhotoKey, mediaKey, cancellationToken);

    /// <remarks>Whoever has lost the claim meanwhile may have seen what is not true any more, and leaves the file alone.</remarks>
    public async Task ReleaseAsync(Erasure erasure, DateTime due, CancellationToken cancellationToken)
    {
        var again = new BsonDocument { { ErasureFields.Due, due }, { ErasureFields.Released, true } };
        var result = await store.Erasures.UpdateOneAsync(Claimed(erasure), new BsonDocument("$set", again), null, cancellationToken).OrUnavailable();
        if (result.MatchedCount == 1)
            await MoveAsync(erasure, Bound, FileStateNames.Released, cancellationToken);
    }

    public async Task KeepAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        await MoveAsync(erasure, FileStateNames.Released, FileStateNames.Bound, cancellationToken);
        await RemoveAsync(erasure, cancellationToken);
    }

    /// <remarks>A file that is bound by now was bound after it was looked for: then it is looked for once more.</remarks>
    public async Task EndAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (!await MoveAsync(erasure, FileStateNames.Released, FileStateNames.Abandoned, cancellationToken) && await IsBoundAsync(erasure, cancellationToken))
            await store.Erasures.UpdateOneAsync(Claimed(erasure), new BsonDocument("$unset", new BsonDocument(ErasureFields.Released, 1)), null, cancellationToken).OrUnavailable();
        else
            await RemoveAsync(erasure, cancellationToken);
    }

    /// <summary>The words went with the commit; what the server keeps in its files of what was there before is its own matter.</summary>
    public Task<bool> ScrubAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>A file that a message of the first version of the schema carries has no state.</summary>
    private static BsonDocument Bound => new("$in", new BsonArray { FileStateNames.Bound, BsonNull.Value });

    private static Task<bool> IsThereAsync<T>(IMongoCollection<T> collection, string field, string mediaKey, CancellationToken cancellationToken) =>
        collection.Find(new BsonDocument(field, mediaKey)).Limit(1).Project(new BsonDocument("_id", 1)).AnyAsync(cancellationToken).OrUnavailable();

    private static BsonDocument Set(string field, BsonValue value) => new("$set", new BsonDocument(field, value));

    private static string? KeyIn(BsonDocument document) => document.GetValue(ErasureFields.MediaKey, BsonNull.Value) is BsonString key ? key.Value : null;

    /// <summary>On condition that nobody else has taken it up.</summary>
    private static BsonDocument Claimed(Erasure erasure) => new() { { "_id", erasure.MessageId.ToObjectId() }, { ErasureFields.Due, erasure.Due } };

    private async Task<bool> MoveAsync(Erasure erasure, BsonValue from, string to, CancellationToken cancellationToken)
    {
        if (erasure.MediaKey is not { } key)
            return false;
        var result = await store.Files.UpdateManyAsync(InState(key, from), Set(FileFields.State, to), null, cancellationToken).OrUnavailable();
        return result.MatchedCount > 0;
    }

    private async Task<bool> IsBoundAsync(Erasure erasure, CancellationToken cancellationToken) => erasure.MediaKey is { } key
        && await store.Files.Find(InState(key, Bound)).Limit(1).Project(new BsonDocument("_id", 1)).AnyAsync(cancellationToken).OrUnavailable();

    private static BsonDocument InState(string key, BsonValue state) => new() { { MediaFields.Key, key }, { FileFields.State, state } };

    private Task RemoveAsync(Erasure erasure, CancellationToken cancellationToken) => store.Erasures.DeleteOneAsync(Claimed(erasure), cancellationToken).OrUnavailable();
}
