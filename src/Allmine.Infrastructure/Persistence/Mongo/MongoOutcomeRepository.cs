using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoOutcomeRepository(MongoStore store, MongoMessageRepository messages) : IOutcomeRepository
{
    public async Task<KeyOutcome?> FindAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        var found = await LoadAsync([key], cancellationToken).OrUnavailable();
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>The outcomes of these keys with their messages, in one command, or two if there are messages.</summary>
    public async Task<List<KeyOutcome>> LoadAsync(IReadOnlyCollection<OutcomeKey> keys, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(keys.Select(StoredOutcomeSerializer.IdOf))));
        var stored = await store.Outcomes.Find(filter, MongoReads.InOneBatch(keys.Count)).ToListAsync(cancellationToken);
        if (stored.Count == 0)
            return [];

        var sent = stored.FindAll(outcome => outcome.MessageId is not null);
        var found = sent.Count == 0 ? [] : (await messages.OfAsync(sent, cancellationToken)).ToDictionary(message => message.Id);
        return stored.ConvertAll(outcome => outcome.ToOutcome(found));
    }

    /// <summary>False if one of the keys is used; the transaction has come to its end then.</summary>
    public async Task<bool> TryInsertAsync(IClientSessionHandle session, IEnumerable<KeyOutcome> outcomes, CancellationToken cancellationToken)
    {
        try
        {
            await store.Outcomes.InsertManyAsync(session, outcomes.Select(StoredOutcome.Of), null, cancellationToken);
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }
}
