using Allmine.Application.Abstractions;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

internal sealed class MongoStoreSnapshots(MongoStore store) : IStoreSnapshots
{
    private static readonly ClientSessionOptions OneMoment = new() { Snapshot = true };

    public async Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken) =>
        new MongoStoreSnapshot(store, await store.Client.StartSessionAsync(OneMoment, cancellationToken).OrUnavailable());
}
