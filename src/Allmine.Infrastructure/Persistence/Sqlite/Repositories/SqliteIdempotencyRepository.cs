using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteIdempotencyRepository(SqliteDatabase database, UnreadableRecords unreadable) : IIdempotencyRepository
{
    private const string Select = $"""
        SELECT {SqliteMessageRecord.Columns}, o.fingerprint, o.fingerprint_version, o.balance, o.refusal, o.grant_id, o.recipient_id, o.amount, o.items, o.refused_item, o.created_at, o.actor_id, o.actor_role, o.opened_chat_id, o.has_opened
        FROM outcomes AS o LEFT JOIN messages AS m ON m.id = o.message_id {SqliteMessageRecord.WithLife}
        WHERE o.key = ?2 AND o.user_id = ?1 AND o.space = ?3
        """;

    private const int FingerprintColumn = SqliteMessageRecord.ColumnCount;
    private const int FingerprintVersionColumn = FingerprintColumn + 1;
    private const int BalanceColumn = FingerprintVersionColumn + 1;
    private const int RefusalColumn = BalanceColumn + 1;
    private const int GrantColumn = RefusalColumn + 1;
    private const int RecipientColumn = GrantColumn + 1;
    private const int AmountColumn = RecipientColumn + 1;
    private const int ItemsColumn = AmountColumn + 1;
    private const int RefusedItemColumn = ItemsColumn + 1;
    private const int CreatedAtColumn = RefusedItemColumn + 1;
    private const int ActorColumn = CreatedAtColumn + 1;
    private const int ActorRoleColumn = ActorColumn + 1;
    private const int ChatColumn = ActorRoleColumn + 1;
    private const int HasOpenedColumn = ChatColumn + 1;

    /// <exception cref="UnreadableRecordException">The outcome, or its message, can't be read.</exception>
    public static IdempotencyRecord? Find(SqliteSession session, IdempotencyKey key)
    {
        var (record, items) = FindAlone(session, key);
        // They are read when the statement is free again.
        return items is { } count ? record! with { Items = [.. Enumerable.Range(0, count).Select(index => FindItem(session, key, index))] } : record;
    }

    private static IdempotencyRecord FindItem(SqliteSession session, IdempotencyKey batch, int index) =>
        FindAlone(session, IdempotencyRecord.ItemOf(batch, index)).Record ?? throw new UnreadableRecordException($"outcome of a key of {batch.UserId}");

    private static (IdempotencyRecord? Record, int? Items) FindAlone(SqliteSession session, IdempotencyKey key) => session
        .Statement(Select)
        .Bind(1, key.UserId)
        .Bind(2, key.Key)
        .Bind(3, IdempotencyScopeNames.NameOf(key.Scope))
        .First(row => row.Readable(_ => $"outcome of a key of {key.UserId}", known => (Read(known, key), (int?)known.Int64OrNull(ItemsColumn))));

    /// <summary>Writes the outcomes of keys; false if one of them is used already. Their messages are written before them, which the database demands.</summary>
    public static bool TryInsert(SqliteSession session, List<IdempotencyRecord> outcomes)
    {
        var statement = session.Statement("""
            INSERT INTO outcomes (user_id, key, space, fingerprint, message_id, balance, refusal, grant_id, recipient_id, amount, created_at, fingerprint_version, items, refused_item, actor_id, actor_role, opened_chat_id, has_opened)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
            ON CONFLICT (key, user_id, space) DO NOTHING
            """);
        foreach (var outcome in outcomes)
        {
            var written = statement
                .Bind(1, outcome.Key.UserId)
                .Bind(2, outcome.Key.Key)
                .Bind(3, IdempotencyScopeNames.NameOf(outcome.Key.Scope))
                .Bind(4, outcome.Fingerprint.ToBytes())
                .Bind(5, outcome.Message?.Id)
                .Bind(6, outcome.Balance)
                .Bind(7, outcome.Refusal?.Value)
                .Bind(8, outcome.Grant?.Id)
                .Bind(9, outcome.Grant?.RecipientId)
                .Bind(10, outcome.Grant?.Amount)
                .Bind(11, outcome.KeptSince)
                .Bind(12, outcome.Fingerprint.Version)
                .Bind(13, (long?)outcome.Items?.Count)
                .Bind(14, (long?)outcome.RefusedItem)
                .Bind(15, outcome.Actor?.Subject)
                .Bind(16, outcome.Actor is { } actor ? ActorRoleNames.NameOf(actor.Role) : null)
                .Bind(17, outcome.Chat?.Id)
                .Bind(18, outcome.Chat is { } chat ? chat.Created ? 1L : 0L : (long?)null)
                .Run();
            if (written == 0)
                return false;
        }

        return true;
    }

    /// <summary>Forgets the outcomes of sends before that time, but for those that are kept for ever.</summary>
    public static void Prune(SqliteSession session, DateTime before) =>
        session.Statement("DELETE FROM outcomes WHERE created_at < ?1").Bind(1, before).Run();

    public Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => unreadable.Reported(() => Find(session, key)), cancellationToken);

    private static IdempotencyRecord Read(SqliteStatement row, IdempotencyKey key) =>
        ReadParts(row, key).By(row.ReadIdOrNull<User>(ActorColumn) is { } actor ? new Actor(actor, ActorRoleNames.Parse(row.TextOrNull(ActorRoleColumn))) : null);

    private static IdempotencyRecord ReadParts(SqliteStatement row, IdempotencyKey key)
    {
        var fingerprint = Fingerprint.Restore(row.Blob(FingerprintColumn), row.Int64(FingerprintVersionColumn));
        if (row.ReadIdOrNull<Grant>(GrantColumn) is { } grantId)
        {
            var grant = Grant.Restore(grantId, row.ReadId<User>(RecipientColumn), row.Int64(AmountColumn));
            return IdempotencyRecord.OfGrant(key, fingerprint, grant, row.Int64(BalanceColumn));
        }

        if (row.TextOrNull(RefusalColumn) is { } refusal)
        {
            var code = ErrorCode.Parse(refusal) ?? throw new InvalidDataException($"The database has a refusal with the unknown code {refusal}.");
            return IdempotencyRecord.OfRefusal(key, fingerprint, code) with { RefusedItem = (int?)row.Int64OrNull(RefusedItemColumn) };
        }

        if (!row.IsNull(ItemsColumn))
            return new IdempotencyRecord(key, fingerprint) { Items = [], IsKept = row.IsNull(CreatedAtColumn) };

        if (row.ReadIdOrNull<Chat>(ChatColumn) is { } chatId)
            return IdempotencyRecord.OfChat(key, fingerprint, new OpenedChat(chatId, row.Int64(HasOpenedColumn) != 0), row.Time(CreatedAtColumn));

        return IdempotencyRecord.OfMessage(key, fingerprint, SqliteMessageRecord.ReadAsSent(row), row.Int64OrNull(BalanceColumn));
    }
}
