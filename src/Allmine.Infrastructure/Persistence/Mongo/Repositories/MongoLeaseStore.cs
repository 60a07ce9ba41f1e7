using System.Globalization;
using Allmine.Application.Ports.Leases;
using Allmine.Domain;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>All nodes and leases are one small document, so that each step is one update on a condition: a node that was removed takes nothing any more.</summary>
internal sealed class MongoLeaseStore(MongoStore store, UnreadableRecords unreadable) : ILeaseStore
{
    private const long FirstBeat = 1;

    private static readonly BsonDocument Id = new("_id", "leases");

    private static readonly UpdateOptions Upsert = new() { IsUpsert = true };

    public bool IsOfOneProcess => false;

    public async Task<LeaseTable> ReadAsync(CancellationToken cancellationToken)
    {
        var document = await store.Leases.Find(Id).FirstOrDefaultAsync(cancellationToken).OrUnavailable();
        var (beats, leases) = (new Dictionary<Id<NodeSession>, long>(), new Dictionary<int, Lease>());
        foreach (var element in document?.DocumentOrNull(LeaseFields.Beats) ?? [])
        {
            if (Id<NodeSession>.TryParse(element.Name, out var node) && element.Value is BsonInt64 beat)
                beats[node] = beat.Value;
            else
                unreadable.Report($"node {element.Name}", null);
        }

        foreach (var element in document?.DocumentOrNull(LeaseFields.Slots) ?? [])
        {
            if (int.TryParse(element.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var slot) && element.Value is BsonDocument lease && lease.WholeOrNull(LeaseFields.Epoch) is { } epoch)
                leases[slot] = new Lease(slot, lease.IdOrNull<NodeSession>(LeaseFields.Owner), epoch);
            else
                unreadable.Report($"lease {element.Name}", null);
        }

        return new LeaseTable(beats, leases);
    }

    public async Task<bool> BeatAsync(Id<NodeSession> session, long beat, CancellationToken cancellationToken)
    {
        var update = new BsonDocument("$set", new BsonDocument(BeatOf(session), beat));
        if (beat != FirstBeat)
            return await TryUpdateAsync(Entered(session), update, cancellationToken);
        try
        {
            await store.Leases.UpdateOneAsync(Id, update, Upsert, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            // Another node has made the document just now.
            return await TryUpdateAsync(Id, update, cancellationToken);
        }
    }

    public async Task<Lease?> TakeAsync(int slot, Lease? seen, Id<NodeSession> session, CancellationToken cancellationToken)
    {
        var taken = new Lease(slot, session, (seen?.Epoch ?? 0) + 1);
        var filter = Entered(session).AddRange(seen is null ? Missing(SlotOf(slot)) : AsSeen(seen with { Slot = slot }));
        var update = new BsonDocument("$set", new BsonDocument(SlotOf(slot), new BsonDocument { { LeaseFields.Owner, session.ToObjectId() }, { LeaseFields.Epoch, taken.Epoch } }));
        return await TryUpdateAsync(filter, update, cancellationToken) ? taken : null;
    }

    public async Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var releases = leases.Where(lease => lease.Owner is not null).Select(WriteModel<BsonDocument> (lease) => new UpdateOneModel<BsonDocument>(
            new BsonDocument(Id).AddRange(AsSeen(lease)),
            new BsonDocument("$unset", new BsonDocument($"{SlotOf(lease.Slot)}.{LeaseFields.Owner}", 1)))).ToList();
        if (releases.Count > 0)
            await store.Leases.BulkWriteAsync(releases, null, cancellationToken).OrUnavailable();
    }

    public Task RemoveAsync(Id<NodeSession> session, long? beat, CancellationToken cancellationToken)
    {
        var filter = beat is { } seen ? new BsonDocument(Id).Add(BeatOf(session), seen) : Id;
        return store.Leases.UpdateOneAsync(filter, new BsonDocument("$unset", new BsonDocument(BeatOf(session), 1)), null, cancellationToken).OrUnavailable();
    }

    private static string BeatOf(Id<NodeSession> session) => $"{LeaseFields.Beats}.{session}";

    private static string SlotOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"{LeaseFields.Slots}.{slot}");

    private static BsonDocument Entered(Id<NodeSession> session) => new BsonDocument(Id).Add(BeatOf(session), new BsonDocument("$exists", true));

    private static BsonDocument Missing(string field) => new(field, new BsonDocument("$exists", false));

    private static BsonDocument AsSeen(Lease lease)
    {
        var owner = $"{SlotOf(lease.Slot)}.{LeaseFields.Owner}";
        return new BsonDocument($"{SlotOf(lease.Slot)}.{LeaseFields.Epoch}", lease.Epoch)
            .AddRange(lease.Owner is { } node ? new BsonDocument(owner, node.ToObjectId()) : Missing(owner));
    }

    private async Task<bool> TryUpdateAsync(BsonDocument filter, BsonDocument update, CancellationToken cancellationToken) =>
        (await store.Leases.UpdateOneAsync(filter, update, null, cancellationToken).OrUnavailable()).MatchedCount == 1;
}
