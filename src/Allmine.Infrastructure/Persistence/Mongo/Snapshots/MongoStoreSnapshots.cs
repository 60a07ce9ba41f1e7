using Allmine.Application.Ports.Snapshots;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Repositories;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

internal sealed class MongoStoreSnapshots(MongoStore store) : IStoreSnapshots
{
    private static readonly ClientSessionOptions OneMoment = new() { Snapshot = true };

    public async Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        using var session = await store.Client.StartSessionAsync(OneMoment, cancellationToken).OrUnavailable();
        // The server chooses the moment when it answers the first read.
        await store.Wallets.Find(session, new BsonDocument()).AsRecords().Limit(1).ToListAsync(cancellationToken).OrUnavailable();
        return new MongoStoreSnapshot(store, session.GetSnapshotTime());
    }
}
