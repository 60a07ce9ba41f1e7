using Allmine.Application.Ports.Files;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

/// <summary>An erasure that somebody else has taken up since is theirs: then nothing changes.</summary>
internal sealed class SqliteErasureBacklog(SqliteDatabase database) : IErasureBacklog
{
    private const string Claim = """
        UPDATE erasures SET due = ?2 WHERE message_id = (SELECT message_id FROM erasures WHERE due <= ?1 ORDER BY due LIMIT 1)
        RETURNING message_id, media_key, is_released
        """;

    /// <summary>In the words of the indexes <c>messages_by_file</c> and <c>chats_by_photo</c>.</summary>
    private const string SelectCarrier = """
        SELECT 1 FROM messages WHERE CASE WHEN json_valid(media) THEN media ->> '$.key' END = ?1 AND media IS NOT NULL
        UNION ALL SELECT 1 FROM chats WHERE CASE WHEN json_valid(photo) THEN photo ->> '$.key' END = ?1 AND photo IS NOT NULL
        LIMIT 1
        """;

    private const string MoveFile = "UPDATE files SET state = ?3 WHERE media_key = ?1 AND state = ?2";

    public Task<Erasure?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement(Claim)
            .Bind(1, now)
            .Bind(2, until)
            .List(row => new Erasure(row.ReadId<Message>(0), row.TextOrNull(1), until, row.Int64(2) == 1))
            .SingleOrDefault(),
        cancellationToken);

    public Task<bool> IsCarriedAsync(string mediaKey, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Statement(SelectCarrier).Bind(1, mediaKey).Any(), cancellationToken);

    public Task ReleaseAsync(Erasure erasure, DateTime due, CancellationToken cancellationToken) => ChangeAsync(
        erasure,
        session => session.Statement("UPDATE erasures SET due = ?3, is_released = 1 WHERE message_id = ?1 AND due = ?2").Bind(3, due),
        FileStateNames.Bound,
        FileStateNames.Released,
        cancellationToken);

    public Task KeepAsync(Erasure erasure, CancellationToken cancellationToken) =>
        ChangeAsync(erasure, Remove, FileStateNames.Released, FileStateNames.Bound, cancellationToken);

    public Task EndAsync(Erasure erasure, CancellationToken cancellationToken) =>
        ChangeAsync(erasure, Remove, FileStateNames.Released, FileStateNames.Abandoned, cancellationToken);

    public Task<bool> ScrubAsync(CancellationToken cancellationToken) => database.WriteAsync(session => session.TryEmptyLog(), cancellationToken);

    private static SqliteStatement Remove(SqliteSession session) => session.Statement("DELETE FROM erasures WHERE message_id = ?1 AND due = ?2");

    private Task ChangeAsync(Erasure erasure, Func<SqliteSession, SqliteStatement> change, string from, string to, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                session.Begin();
                var isOwn = change(session).Bind(1, erasure.MessageId).Bind(2, erasure.Due).Run() == 1;
                if (isOwn && erasure.MediaKey is { } key)
                    session.Statement(MoveFile).Bind(1, key).Bind(2, from).Bind(3, to).Run();
                session.Commit();
                return isOwn;
            },
            cancellationToken);
}
