using Allmine.Application.Ports.Files;
using Allmine.Domain.Chats;
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

    /// <summary>Where the changes of a deleted message are that may have reactions.</summary>
    private const string SelectPast = """
        SELECT m.chat_id, m.sequence, coalesce(m.sent_change, m.sequence), l.change
        FROM messages AS m CROSS JOIN lives AS l ON l.chat_id = m.chat_id AND l.sequence = m.sequence
        WHERE m.id = ?1 AND l.life ->> '$.isOnlyDeleted' IS NULL
        """;

    private const string SelectReactions =
        "SELECT change FROM alterations WHERE chat_id = ?1 AND change > ?3 AND change < ?4 AND sequence = ?2 AND emoji <> ''";

    private const string SelectEvents = """
        SELECT e.position FROM events AS e CROSS JOIN alterations AS a ON a.chat_id = e.chat_id AND a.change = e.number
        WHERE e.kind = 'altered' AND e.chat_id = ?1 AND e.number > ?3 AND e.number < ?4 AND a.sequence = ?2
        """;

    /// <summary>A reaction of nobody's takes the place of theirs: the schema wants one.</summary>
    private const string TakeReaction = "UPDATE alterations SET user_id = zeroblob(12), emoji = '' WHERE chat_id = ?2 AND change = ?1";

    /// <summary>Of a deleted message there is no past to tell: what its events hold of it is not looked at any more.</summary>
    private const string TakeLife = """UPDATE events SET life = '{"version":1}' WHERE position = ?1 AND chat_id = ?2""";

    /// <summary>So many rows are written at once: sends wait no longer for it.</summary>
    private const int RowsAtOnce = 1_000;

    /// <remarks>They are looked for beside the writer, in the chat's changes between the sending of the message and its deletion. Events come first: as long as there is a reaction, all is done again.</remarks>
    public async Task TakeReactionsAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var past = await database.ReadAsync(
            session => session.Statement(SelectPast).Bind(1, erasure.MessageId).List(row => (ChatId: row.ReadId<Chat>(0), Sequence: row.Int64(1), Sent: row.Int64(2), Deleted: row.Int64(3))),
            cancellationToken);
        if (past is not [var (chatId, sequence, sent, deleted)] || await FindAsync(SelectReactions) is not { Count: > 0 } reactions)
            return;
        await WriteAsync(TakeLife, await FindAsync(SelectEvents));
        await WriteAsync(TakeReaction, reactions);

        Task<List<long>> FindAsync(string sql) => database.ReadAsync(
            session => session.Statement(sql).Bind(1, chatId).Bind(2, sequence).Bind(3, sent).Bind(4, deleted).List(row => row.Int64(0)), cancellationToken);

        async Task WriteAsync(string sql, List<long> numbers)
        {
            foreach (var some in numbers.Chunk(RowsAtOnce))
            {
                await database.WriteAsync(
                    session =>
                    {
                        session.Begin();
                        foreach (var number in some)
                            session.Statement(sql).Bind(1, number).Bind(2, chatId).Run();
                        session.Commit();
                        return true;
                    },
                    cancellationToken);
            }
        }
    }

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
