using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;

namespace Allmine.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteOutcomeRepository(SqliteDatabase database) : IOutcomeRepository
{
    private const string Select = $"""
        SELECT {SqliteMessageRepository.Columns}, o.fingerprint
        FROM outcomes AS o JOIN messages AS m ON m.id = o.message_id
        WHERE o.user_id = ?1 AND o.key = ?2
        """;

    private const int FingerprintColumn = 8;

    public static KeyOutcome? Find(SqliteSession session, OutcomeKey key) => session
        .Statement(Select)
        .Bind(1, key.UserId)
        .Bind(2, key.Key)
        .First(row => new KeyOutcome(key, Fingerprint.Restore(row.Blob(FingerprintColumn)), SqliteMessageRepository.Read(row)));

    /// <summary>Writes the outcomes, whose messages are written already.</summary>
    /// <returns>False as soon as a key is found to be used.</returns>
    public static bool TryInsert(SqliteSession session, List<KeyOutcome> outcomes)
    {
        var statement = session.Statement("""
            INSERT INTO outcomes (user_id, key, fingerprint, message_id, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO NOTHING
            """);
        foreach (var outcome in outcomes)
        {
            var inserted = statement
                .Bind(1, outcome.Key.UserId)
                .Bind(2, outcome.Key.Key)
                .Bind(3, outcome.Fingerprint.ToBytes())
                .Bind(4, outcome.Message.Id)
                .Bind(5, outcome.Message.CreatedAt)
                .Run();
            if (inserted != 1)
                return false;
        }

        return true;
    }

    /// <summary>Forgets the outcomes of sends before that time.</summary>
    public static void Prune(SqliteSession session, DateTime before) =>
        session.Statement("DELETE FROM outcomes WHERE created_at < ?1").Bind(1, before).Run();

    public Task<KeyOutcome?> FindAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, key), cancellationToken);
}
