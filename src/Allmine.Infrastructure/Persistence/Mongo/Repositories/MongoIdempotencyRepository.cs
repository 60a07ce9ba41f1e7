using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoIdempotencyRepository(MongoStore store, MongoMessageRepository messages, MongoPastVersions past, UnreadableRecords unreadable) : IIdempotencyRepository
{
    public async Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        var state = new RoundState();
        await LoadAsync([key], state, cancellationToken).OrUnavailable();
        state.EnsureReadable(key);
        return state.IdempotencyRecords.GetValueOrDefault(key);
    }

    /// <summary>
    /// Adds the outcomes of these keys with their messages to the state: one command, or two if there are messages. The items of batches
    /// take as many more.
    /// </summary>
    public async Task LoadAsync(IReadOnlyCollection<IdempotencyKey> keys, RoundState state, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(keys.Select(IdempotencyDocumentSerializer.IdOf))));
        var records = await store.Outcomes.Find(filter, MongoReads.InOneBatch(keys.Count)).AsRecords().ToListAsync(cancellationToken);
        if (records.Count == 0)
            return;
        var sent = records.Select(record => record.Value).OfType<IdempotencyDocument>().Where(outcome => outcome.MessageId is not null).ToList();
        var found = sent.Count == 0 ? [] : await FirstVersionsAsync(sent, cancellationToken);
        var items = new RoundState();
        var itemKeys = records.Select(record => record.Value).OfType<IdempotencyDocument>().SelectMany(outcome => outcome.ItemKeys).ToList();
        if (itemKeys.Count > 0)
            await LoadAsync(itemKeys, items, cancellationToken);
        foreach (var record in records)
            Add(record, found, items, state, keys);
    }

    /// <summary>False if one of the keys is used; the transaction has come to its end then.</summary>
    public async Task<bool> TryInsertAsync(IClientSessionHandle session, IEnumerable<IdempotencyRecord> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            await store.Outcomes.InsertManyAsync(session, outcomes.Select(IdempotencyDocument.Of), null, cancellationToken);
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    /// <summary>The messages as they were sent; those that can't be read are left out. Words that were edited since take one command more.</summary>
    private async Task<Dictionary<Id<Message>, Message>> FirstVersionsAsync(List<IdempotencyDocument> sent, CancellationToken cancellationToken)
    {
        var first = await past.AsSentAsync(await messages.OfAsync(sent, cancellationToken), cancellationToken);
        return first.Select(message => message.Readable).OfType<Message>().ToDictionary(message => message.Id);
    }

    private void Add(MongoRecord<IdempotencyDocument> record, IReadOnlyDictionary<Id<Message>, Message> found, RoundState items, RoundState state, IEnumerable<IdempotencyKey> keys)
    {
        var failure = record.Failure;
        try
        {
            if (record.Value is { } stored)
            {
                state.IdempotencyRecords.Add(stored.Key, stored.ToOutcome(found, items.IdempotencyRecords));
                return;
            }
        }
        catch (FormatException exception)
        {
            failure = exception;
        }

        var id = record.Value is { } known ? IdempotencyDocumentSerializer.IdOf(known.Key) : record.Raw!["_id"];
        var key = keys.First(asked => id == IdempotencyDocumentSerializer.IdOf(asked));
        var why = unreadable.Report($"outcome of a key of {key.UserId}", failure);
        state.MarkUnreadable(key, why);
    }
}
