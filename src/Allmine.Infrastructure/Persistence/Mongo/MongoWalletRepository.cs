using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoWalletRepository(MongoStore store) : IWalletRepository
{
    public async Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken) =>
        await store.Wallets.Find(new BsonDocument("_id", owner.ToObjectId())).Limit(1).FirstOrDefaultAsync(cancellationToken).OrUnavailable()
        ?? Wallet.Empty(owner);

    /// <summary>The wallets of these owners, in one command; those that were never written are left out.</summary>
    public Task<List<Wallet>> LoadAsync(IReadOnlyCollection<Id<User>> owners, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(owners.Select(owner => owner.ToObjectId()))));
        return store.Wallets.Find(filter, MongoReads.InOneBatch(owners.Count)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Takes each wallet from what was decided on to what it is to be, new ones too, in one command. False if one of them
    /// isn't what was decided on any more; a new one that is there by now is a duplicate key.
    /// </summary>
    public async Task<bool> AdvanceAsync(IClientSessionHandle session, IReadOnlyCollection<WalletChange> changes, CancellationToken cancellationToken)
    {
        var updates = new MongoUpdates("entries");
        foreach (var change in changes)
            updates.Add(change.Wallet.Owner.ToObjectId(), [change.BaseEntries], Advance(change), change.IsNew);
        return await updates.RunAsync(store.Database, session, MongoSchema.Wallets, cancellationToken);
    }

    private static BsonDocument Advance(WalletChange change) =>
        new("$set", new BsonDocument { { "balance", change.Wallet.Balance }, { "entries", change.Wallet.Entries } });
}
