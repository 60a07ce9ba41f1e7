using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoWalletRepository(MongoStore store, UnreadableRecords unreadable) : IWalletRepository
{
    public async Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken)
    {
        var state = new RoundState();
        await LoadAsync([owner], state, cancellationToken).OrUnavailable();
        state.EnsureReadable(owner);
        return state.Wallets.GetValueOrDefault(owner) ?? Wallet.Empty(owner);
    }

    /// <summary>Adds the wallets of these owners to the state, in one command; those that were never written are left out.</summary>
    public async Task LoadAsync(IReadOnlyCollection<Id<User>> owners, RoundState state, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(owners.Select(owner => owner.ToObjectId()))));
        foreach (var record in await store.Wallets.Find(filter, MongoReads.InOneBatch(owners.Count)).AsRecords().ToListAsync(cancellationToken))
        {
            if (record.Value is { } wallet)
            {
                state.Wallets.Add(wallet.Owner, wallet);
                continue;
            }

            var why = unreadable.Report($"wallet of {record.Raw!.IdText()}", record.Failure);
            // It was found by its owner.
            state.MarkUnreadable(record.Raw!.IdOrNull<User>("_id")!.Value, why);
        }
    }

    /// <summary>
    /// Takes each wallet from what was decided on to what it is to be, new ones too, in one command. False if one of them
    /// isn't what was decided on any more; a new one that is there by now is a duplicate key.
    /// </summary>
    public async Task<bool> AdvanceAsync(IClientSessionHandle session, IReadOnlyCollection<WalletChange> changes, CancellationToken cancellationToken)
    {
        var updates = new MongoConditionalUpdates(WalletFields.Entries);
        foreach (var change in changes)
            updates.Add(change.Wallet.Owner.ToObjectId(), [change.BaseEntries], Advance(change), change.IsNew);
        return await updates.RunAsync(store.Database, session, MongoSchema.Wallets, cancellationToken);
    }

    private static BsonDocument Advance(WalletChange change) =>
        new("$set", new BsonDocument { { WalletFields.Balance, change.Wallet.Balance }, { WalletFields.Entries, change.Wallet.EntryCount } });
}
