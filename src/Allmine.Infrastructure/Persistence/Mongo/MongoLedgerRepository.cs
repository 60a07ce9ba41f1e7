using Allmine.Application.Abstractions;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoLedgerRepository(MongoStore store) : ILedgerRepository
{
    private static readonly BsonDocument NewestFirst = new("number", -1);

    /// <remarks>Along the index of a wallet's numbers, or of its directions and numbers.</remarks>
    public async Task<IReadOnlyList<LedgerEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("ownerId", owner.ToObjectId());
        if (window.Direction is { } direction)
            filter.Add("direction", LedgerDirections.NameOf(direction));
        if (window.Before is { } before)
            filter.Add("number", new BsonDocument("$lt", before));
        return await store.Ledger.Find(filter, MongoReads.InOneBatch(window.Limit))
            .Sort(NewestFirst)
            .Limit(window.Limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken) =>
        store.Ledger.InsertManyAsync(session, entries, null, cancellationToken);
}
