using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoWebhookStore(MongoStore store, UnreadableRecords unreadable) : IWebhookStore
{
    private static readonly BsonDocument RegistryId = new("_id", "webhooks");

    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    public async Task<RegistryText> ReadRegistryAsync(CancellationToken cancellationToken)
    {
        var document = await store.Webhooks.Find(RegistryId).FirstOrDefaultAsync(cancellationToken).OrUnavailable();
        if (document is null)
            return new RegistryText(null, 0);
        return document.GetValue(WebhookFields.Text, BsonNull.Value) is BsonString text && document.WholeOrNull(WebhookFields.Revision) is { } revision
            ? new RegistryText(text.Value, revision)
            : throw unreadable.Report("registry of webhooks", null);
    }

    public async Task<bool> ReplaceRegistryAsync(string text, long revision, CancellationToken cancellationToken)
    {
        var next = new BsonDocument { { WebhookFields.Text, text }, { WebhookFields.Revision, revision + 1 } };
        if (revision != 0)
        {
            var seen = new BsonDocument(RegistryId).Add(WebhookFields.Revision, revision);
            return (await store.Webhooks.UpdateOneAsync(seen, new BsonDocument("$set", next), null, cancellationToken).OrUnavailable()).MatchedCount == 1;
        }

        try
        {
            await store.Webhooks.InsertOneAsync(new BsonDocument(RegistryId).AddRange(next), null, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<StoredShard>> TakeShardsAsync(int partition, long epoch, CancellationToken cancellationToken)
    {
        var shards = new BsonDocument(ShardFields.IdPartition, (long)partition);
        await store.WebhookShards.UpdateManyAsync(
            new BsonDocument(shards).Add(ShardFields.Epoch, new BsonDocument("$lt", epoch)),
            new BsonDocument("$set", new BsonDocument(ShardFields.Epoch, epoch)),
            null,
            cancellationToken).OrUnavailable();
        return await FindShardsAsync(shards, cancellationToken);
    }

    public Task<IReadOnlyList<StoredShard>> ReadShardsAsync(Id<WebhookKey> webhook, CancellationToken cancellationToken) =>
        FindShardsAsync(new BsonDocument(ShardFields.IdWebhookId, webhook.ToObjectId()), cancellationToken);

    /// <remarks>Where there is one with a higher epoch, the server tries to add another one of the same identifier, and refuses that.</remarks>
    public async Task<IReadOnlyList<ShardKey>> SaveShardsAsync(IReadOnlyCollection<StoredShard> shards, CancellationToken cancellationToken)
    {
        if (shards.Count == 0)
            return [];
        var saved = shards.Select(shard => shard.Key).ToList();
        try
        {
            await store.WebhookShards.BulkWriteAsync([.. shards.Select(Save)], Unordered, cancellationToken).OrUnavailable();
            return [];
        }
        catch (MongoBulkWriteException<BsonDocument> exception) when (exception.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey) && exception.WriteConcernError is null)
        {
            return [.. exception.WriteErrors.Select(error => saved[error.Index])];
        }
    }

    public async Task RemoveShardsAsync(Id<WebhookKey> webhook, Id<RunKey>? run, CancellationToken cancellationToken)
    {
        var shards = new BsonDocument(ShardFields.IdWebhookId, webhook.ToObjectId());
        if (run is { } one)
            shards.Add(ShardFields.IdRunId, one.ToObjectId());
        await store.WebhookShards.DeleteManyAsync(shards, cancellationToken).OrUnavailable();
        if (run is null)
            await store.WebhookDeliveries.DeleteManyAsync(new BsonDocument(DeliveryFields.IdWebhookId, webhook.ToObjectId()), cancellationToken).OrUnavailable();
    }

    /// <remarks>From one webhook to the next along the indexes: each has many documents.</remarks>
    public async Task<IReadOnlyCollection<Id<WebhookKey>>> ListKnownAsync(CancellationToken cancellationToken)
    {
        var known = await OfDeliveriesAsync(cancellationToken);
        known.UnionWith(await WebhooksInAsync(store.WebhookShards, ShardFields.IdWebhookId, cancellationToken));
        return known;
    }

    public async Task PutDeliveriesAsync(IReadOnlyCollection<DeliveryRecord> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
            await store.WebhookDeliveries.BulkWriteAsync([.. deliveries.Select(Put)], Unordered, cancellationToken).OrUnavailable();
    }

    /// <remarks>Along the identifiers, or the index of a webhook's deliveries by status. However many there are that can't be read, those behind them have their turn.</remarks>
    public async Task<IReadOnlyList<DeliveryRecord>> ReadDeliveriesAsync(
        Id<WebhookKey> webhook, DeliveryStatus? status, long before, long downTo, int limit, CancellationToken cancellationToken)
    {
        var deliveries = new List<DeliveryRecord>();
        while (deliveries.Count < limit)
        {
            var most = limit - deliveries.Count;
            var found = await FindDeliveriesAsync(webhook, status, before, downTo, most, cancellationToken);
            deliveries.AddRange(found.Select(ReadOrNull).OfType<DeliveryRecord>());
            if (found.Count < most)
                break;
            before = found[^1]["_id"].AsBsonDocument[DeliveryFields.Number].ToInt64();
        }

        return deliveries;
    }

    public async Task TrimDeliveriesAsync(long upTo, DateTime deliveredBefore, CancellationToken cancellationToken)
    {
        var known = await OfDeliveriesAsync(cancellationToken);
        List<WriteModel<BsonDocument>> removals =
        [
            .. known.Select(webhook => new DeleteManyModel<BsonDocument>(new BsonDocument("_id", new BsonDocument
            {
                { "$gte", DeliveryDocuments.IdOf(webhook, BsonMinKey.Value) }, { "$lte", DeliveryDocuments.IdOf(webhook, upTo) },
            }))),
            new DeleteManyModel<BsonDocument>(new BsonDocument { { DeliveryFields.Status, DeliveryDocuments.Delivered }, { DeliveryFields.At, new BsonDocument("$lt", deliveredBefore) } }),
        ];
        await store.WebhookDeliveries.BulkWriteAsync(removals, Unordered, cancellationToken).OrUnavailable();
    }

    private static ReplaceOneModel<BsonDocument> Save(StoredShard shard)
    {
        var id = new BsonDocument
        {
            { ShardFields.WebhookId, shard.Key.WebhookId.ToObjectId() }, { ShardFields.RunId, shard.Key.RunId.ToObjectId() }, { ShardFields.Partition, (long)shard.Key.Partition },
        };
        var filter = new BsonDocument { { "_id", id }, { ShardFields.Epoch, new BsonDocument("$lte", shard.Epoch) } };
        return Replace(filter, new BsonDocument { { "_id", id }, { ShardFields.Epoch, shard.Epoch }, { ShardFields.Text, shard.Text } });
    }

    private static ReplaceOneModel<BsonDocument> Put(DeliveryRecord delivery) =>
        Replace(new BsonDocument("_id", DeliveryDocuments.IdOf(delivery.WebhookId, delivery.Number)), DeliveryDocuments.Of(delivery));

    private static ReplaceOneModel<BsonDocument> Replace(BsonDocument filter, BsonDocument document) => new(filter, document) { IsUpsert = true };

    private async Task<IReadOnlyList<StoredShard>> FindShardsAsync(BsonDocument filter, CancellationToken cancellationToken)
    {
        var found = await store.WebhookShards.Find(filter).ToListAsync(cancellationToken).OrUnavailable();
        return [.. found.Select(ReadShardOrNull).OfType<StoredShard>()];
    }

    private StoredShard? ReadShardOrNull(BsonDocument document)
    {
        if (document.DocumentOrNull("_id") is { } id
            && id.IdOrNull<WebhookKey>(ShardFields.WebhookId) is { } webhook
            && id.IdOrNull<RunKey>(ShardFields.RunId) is { } run
            && id.WholeOrNull(ShardFields.Partition) is >= 0 and <= int.MaxValue and { } partition
            && document.WholeOrNull(ShardFields.Epoch) is { } epoch
            && document.GetValue(ShardFields.Text, BsonNull.Value) is BsonString text)
            return new StoredShard(new ShardKey(webhook, run, (int)partition), epoch, text.Value);
        unreadable.Report($"shard {document.IdText()}", null);
        return null;
    }

    private Task<List<BsonDocument>> FindDeliveriesAsync(Id<WebhookKey> webhook, DeliveryStatus? status, long before, long downTo, int limit, CancellationToken cancellationToken)
    {
        var options = MongoReads.InOneBatch(limit);
        var (filter, order) = (new BsonDocument(DeliveryFields.IdWebhookId, webhook.ToObjectId()), DeliveryFields.IdNumber);
        if (status is { } one)
        {
            filter.Add(DeliveryFields.Status, DeliveryDocuments.NameOf(one)).Add(DeliveryFields.IdNumber, new BsonDocument { { "$gt", downTo }, { "$lt", before } });
        }
        else
        {
            filter = new BsonDocument("_id", new BsonDocument { { "$gt", DeliveryDocuments.IdOf(webhook, downTo) }, { "$lt", DeliveryDocuments.IdOf(webhook, before) } });
            order = "_id";
            options.Hint = MongoReads.ById;
        }

        return store.WebhookDeliveries.AsOfOneMoment().Find(filter, options).Sort(new BsonDocument(order, -1)).Limit(limit).ToListAsync(cancellationToken).OrUnavailable();
    }

    private DeliveryRecord? ReadOrNull(BsonDocument document)
    {
        if (DeliveryDocuments.In(document) is { } delivery)
            return delivery;
        unreadable.Report($"delivery {document.IdText()}", null);
        return null;
    }

    private Task<HashSet<Id<WebhookKey>>> OfDeliveriesAsync(CancellationToken cancellationToken) =>
        WebhooksInAsync(store.WebhookDeliveries, DeliveryFields.IdWebhookId, cancellationToken);

    private static async Task<HashSet<Id<WebhookKey>>> WebhooksInAsync(IMongoCollection<BsonDocument> collection, string field, CancellationToken cancellationToken)
    {
        var found = await collection.Distinct<BsonValue>(field, new BsonDocument(), null, cancellationToken).ToListAsync(cancellationToken).OrUnavailable();
        return [.. found.OfType<BsonObjectId>().Select(id => Id<WebhookKey>.FromBytes(id.Value.ToByteArray()))];
    }
}
