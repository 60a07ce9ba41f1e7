using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteWebhookStore(SqliteDatabase database, UnreadableRecords unreadable) : IWebhookStore
{
    private const string Begin = "INSERT INTO webhook_registry (id, revision, text) VALUES (1, 1, ?1) ON CONFLICT DO NOTHING";

    private const string Replace = "UPDATE webhook_registry SET text = ?1, revision = revision + 1 WHERE revision = ?2";

    private const string SelectShards = "SELECT partition, webhook_id, run_id, epoch, text FROM webhook_shards";

    private const string RaiseEpoch = "UPDATE webhook_shards SET epoch = ?2 WHERE partition = ?1 AND epoch < ?2";

    private const string SaveShard = """
        INSERT INTO webhook_shards (partition, webhook_id, run_id, epoch, text) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (partition, webhook_id, run_id) DO UPDATE SET epoch = excluded.epoch, text = excluded.text WHERE epoch <= excluded.epoch
        """;

    /// <summary>From one webhook to the next along the indexes: each has many rows.</summary>
    private const string SelectKnown = """
        WITH RECURSIVE
            of_shards (id) AS (
                SELECT min(webhook_id) FROM webhook_shards
                UNION ALL SELECT (SELECT min(webhook_id) FROM webhook_shards WHERE webhook_id > id) FROM of_shards WHERE id IS NOT NULL),
            of_deliveries (id) AS (
                SELECT min(webhook_id) FROM webhook_deliveries
                UNION ALL SELECT (SELECT min(webhook_id) FROM webhook_deliveries WHERE webhook_id > id) FROM of_deliveries WHERE id IS NOT NULL)
        SELECT id FROM of_shards WHERE id IS NOT NULL UNION SELECT id FROM of_deliveries WHERE id IS NOT NULL
        """;

    private const string PutDelivery = """
        INSERT INTO webhook_deliveries (webhook_id, number, status, attempts, status_code, error, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (webhook_id, number) DO UPDATE
        SET status = excluded.status, attempts = excluded.attempts, status_code = excluded.status_code, error = excluded.error, at = excluded.at
        """;

    private const string SelectDeliveries = "SELECT number, status, attempts, status_code, error, at FROM webhook_deliveries WHERE webhook_id = ?1";

    private const string SelectAll = $"{SelectDeliveries} AND number < ?2 AND number > ?3 ORDER BY number DESC";

    private const string SelectOfStatus = $"{SelectDeliveries} AND status = ?4 AND number < ?2 AND number > ?3 ORDER BY number DESC";

    private const string Delivered = "delivered";
    private const string SetAside = "set_aside";

    /// <summary>So many rows are removed at once: sends wait no longer for it.</summary>
    private const int RowsAtOnce = 1_000;

    private const string RemoveOld =
        "DELETE FROM webhook_deliveries WHERE (webhook_id, number) IN (SELECT webhook_id, number FROM webhook_deliveries WHERE number <= ?1 LIMIT ?2)";

    private const string RemoveDelivered = $"""
        DELETE FROM webhook_deliveries
        WHERE (webhook_id, number) IN (SELECT webhook_id, number FROM webhook_deliveries WHERE status = '{Delivered}' AND at < ?1 LIMIT ?2)
        """;

    public Task<RegistryText> ReadRegistryAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Statement("SELECT text, revision FROM webhook_registry").First(row => new RegistryText(row.Text(0), row.Int64(1))) ?? new RegistryText(null, 0),
        cancellationToken);

    public Task<bool> ReplaceRegistryAsync(string text, long revision, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var statement = session.Statement(revision == 0 ? Begin : Replace).Bind(1, text);
            if (revision != 0)
                statement.Bind(2, revision);
            return statement.Run() == 1;
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredShard>> TakeShardsAsync(int partition, long epoch, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<StoredShard>>(
        session =>
        {
            session.Begin();
            session.Statement(RaiseEpoch).Bind(1, partition).Bind(2, epoch).Run();
            var shards = session.Statement($"{SelectShards} WHERE partition = ?1").Bind(1, partition).List(ReadShard);
            session.Commit();
            return shards;
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredShard>> ReadShardsAsync(Id<WebhookKey> webhook, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<StoredShard>>(
        session => session.Statement($"{SelectShards} WHERE webhook_id = ?1").Bind(1, webhook).List(ReadShard),
        cancellationToken);

    public Task<IReadOnlyList<ShardKey>> SaveShardsAsync(IReadOnlyCollection<StoredShard> shards, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<ShardKey>>(
        session =>
        {
            session.Begin();
            var refused = shards.Where(shard => !TrySave(session, shard)).Select(shard => shard.Key).ToList();
            session.Commit();
            return refused;
        },
        cancellationToken);

    public Task RemoveShardsAsync(Id<WebhookKey> webhook, Id<RunKey>? run, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            if (run is { } one)
                return session.Statement("DELETE FROM webhook_shards WHERE webhook_id = ?1 AND run_id = ?2").Bind(1, webhook).Bind(2, one).Run();
            session.Begin();
            session.Statement("DELETE FROM webhook_shards WHERE webhook_id = ?1").Bind(1, webhook).Run();
            var removed = session.Statement("DELETE FROM webhook_deliveries WHERE webhook_id = ?1").Bind(1, webhook).Run();
            session.Commit();
            return removed;
        },
        cancellationToken);

    public Task<IReadOnlyCollection<Id<WebhookKey>>> ListKnownAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyCollection<Id<WebhookKey>>>(session => session.Statement(SelectKnown).List(row => row.ReadId<WebhookKey>(0)), cancellationToken);

    public Task PutDeliveriesAsync(IReadOnlyCollection<DeliveryRecord> deliveries, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            foreach (var delivery in deliveries)
                Put(session, delivery);
            session.Commit();
            return true;
        },
        cancellationToken);

    /// <remarks>However many there are that can't be read, those behind them have their turn.</remarks>
    public Task<IReadOnlyList<DeliveryRecord>> ReadDeliveriesAsync(Id<WebhookKey> webhook, DeliveryStatus? status, long before, long downTo, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DeliveryRecord>>(
            session =>
            {
                var statement = session.Statement(status is null ? SelectAll : SelectOfStatus).Bind(1, webhook).Bind(2, before).Bind(3, downTo);
                if (status is { } one)
                    statement.Bind(4, NameOf(one));
                return [.. statement.Stream(row => unreadable.ReadOr(row, found => ReadDelivery(found, webhook), static _ => (DeliveryRecord?)null)).OfType<DeliveryRecord>().Take(limit)];
            },
            cancellationToken);

    public async Task TrimDeliveriesAsync(long upTo, DateTime deliveredBefore, CancellationToken cancellationToken)
    {
        while (await RemoveAsync(session => session.Statement(RemoveOld).Bind(1, upTo), cancellationToken))
        {
        }

        while (await RemoveAsync(session => session.Statement(RemoveDelivered).Bind(1, deliveredBefore), cancellationToken))
        {
        }
    }

    private static StoredShard ReadShard(SqliteStatement row) => new(new ShardKey(row.ReadId<WebhookKey>(1), row.ReadId<RunKey>(2), (int)row.Int64(0)), row.Int64(3), row.Text(4));

    private static bool TrySave(SqliteSession session, StoredShard shard) => session.Statement(SaveShard)
        .Bind(1, shard.Key.Partition)
        .Bind(2, shard.Key.WebhookId)
        .Bind(3, shard.Key.RunId)
        .Bind(4, shard.Epoch)
        .Bind(5, shard.Text)
        .Run() == 1;

    private static void Put(SqliteSession session, DeliveryRecord delivery) => session.Statement(PutDelivery)
        .Bind(1, delivery.WebhookId)
        .Bind(2, delivery.Number)
        .Bind(3, NameOf(delivery.Status))
        .Bind(4, delivery.Attempts)
        .Bind(5, (long?)delivery.StatusCode)
        .Bind(6, delivery.Error)
        .Bind(7, delivery.At)
        .Run();

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    private static DeliveryRecord ReadDelivery(SqliteStatement row, Id<WebhookKey> webhook) => row.Readable(
        row => $"delivery of {row.Int64(0)} to {webhook}",
        row => new DeliveryRecord(webhook, row.Int64(0), StatusIn(row.Text(1)), (int)row.Int64(2), (int?)row.Int64OrNull(3), row.TextOrNull(4), row.Time(5)));

    private static string NameOf(DeliveryStatus status) => status switch
    {
        DeliveryStatus.Delivered => Delivered,
        DeliveryStatus.SetAside => SetAside,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No record is kept of it."),
    };

    private static DeliveryStatus StatusIn(string name) => name switch
    {
        Delivered => DeliveryStatus.Delivered,
        SetAside => DeliveryStatus.SetAside,
        _ => throw new InvalidDataException($"The status {name} is unknown."),
    };

    private Task<bool> RemoveAsync(Func<SqliteSession, SqliteStatement> some, CancellationToken cancellationToken) =>
        database.WriteAsync(session => some(session).Bind(2, RowsAtOnce).Run() == RowsAtOnce, cancellationToken);
}
