using Allmine.Application.Ports.Credits;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoLedgerRepository(MongoStore store, UnreadableRecords unreadable) : ILedgerRepository
{
    /// <remarks>Along the identifiers, which are owner and number, or the index of a wallet's directions and numbers.</remarks>
    public async Task<IReadOnlyList<StoredEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken)
    {
        var before = window.Before ?? long.MaxValue;
        // The owner alone tells a cluster which shard to ask.
        var filter = new BsonDocument(LedgerFields.IdOwnerId, owner.ToObjectId());
        var options = MongoReads.InOneBatch(window.Limit);
        string order;
        if (window.Direction is { } direction)
        {
            filter.Add(LedgerFields.Direction, LedgerDirectionNames.NameOf(direction)).Add(LedgerFields.IdNumber, new BsonDocument("$lt", before));
            order = LedgerFields.IdNumber;
        }
        else
        {
            filter.Add("_id", new BsonDocument { { "$gt", LedgerEntrySerializer.IdOf(owner, 0) }, { "$lt", LedgerEntrySerializer.IdOf(owner, before) } });
            options.Hint = MongoReads.ById;
            order = "_id";
        }

        var found = await store.Ledger.AsOfOneMoment().Find(filter, options)
            .AsRecords()
            .Sort(new BsonDocument(order, -1))
            .Limit(window.Limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        return found.ConvertAll(ToEntry);
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken) =>
        store.Ledger.InsertManyAsync(session, entries, null, cancellationToken);

    private StoredEntry ToEntry(MongoRecord<LedgerEntry> record)
    {
        if (record.Value is { } entry)
            return entry;
        var raw = record.Raw!;
        unreadable.Report($"ledger entry {raw.IdText()}", record.Failure);
        // It was found by its number, which the bounds of the page make one.
        return new StoredEntry(raw["_id"].AsBsonDocument.WholeOrNull(LedgerFields.Number)!.Value, raw.IdOrNull<LedgerEntry>(LedgerFields.EntryId), Entry: null);
    }
}
