using Allmine.Application.Ports.Files;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

/// <summary>Messages change some at a time, each with its event in the same transaction, so that sends have their turn in between.</summary>
internal sealed class SqliteThumbnailBacklog(SqliteDatabase database, SqliteEventLog events, UnreadableRecords unreadable) : IThumbnailBacklog
{
    /// <summary>How many messages one transaction changes.</summary>
    private const int MessagesAtOnce = 500;

    private const string Claim = $"""
        UPDATE files SET later_due = ?2, later_tries = later_tries + 1
        WHERE id = (SELECT id FROM files WHERE state = '{FileStateNames.Bound}' AND later_due <= ?1 ORDER BY later_due LIMIT 1)
        RETURNING {SqliteFileRepository.Columns}
        """;

    private const string Give = """
        UPDATE files SET media = json_set(media, '$.thumbnailKey', later_key), later_due = ?3, later_tries = 0
        WHERE id = ?1 AND later_key = ?2 AND media ->> '$.thumbnailKey' IS NULL
        """;

    /// <summary>In the words of the index <c>messages_films</c>, so that it is found along it.</summary>
    private const string SelectLacking = """
        SELECT chat_id, sequence FROM messages WHERE CASE WHEN json_valid(media) THEN media ->> '$.key' END = ?1
        AND CASE WHEN json_valid(media) THEN media ->> '$.type' = 'video' AND media ->> '$.thumbnailKey' IS NULL ELSE 0 END LIMIT ?2
        """;

    private const string Show = "UPDATE messages SET media = json_set(media, '$.thumbnailKey', ?3) WHERE chat_id = ?1 AND sequence = ?2";

    public Task<UploadedFile?> ClaimAsync(DateTime now, DateTime until, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var statement = session.Statement(Claim).Bind(1, now).Bind(2, until);
            while (statement.List(row => unreadable.ReadOr(row, SqliteFileRepository.Read, static _ => (UploadedFile?)null)) is [var file])
            {
                if (file is not null)
                    return file;
            }

            return null;
        },
        cancellationToken);

    public Task GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement(Give).Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Key).Bind(3, due).Run(), cancellationToken);

    public async Task ShowAsync(UploadedFile film, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(session => ShowSome(session, film), cancellationToken) == MessagesAtOnce)
        {
            // There may be more.
        }
    }

    public Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement("UPDATE files SET later_tries = later_tries - 1 WHERE id = ?1 AND later_due = ?2").Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Due).Run(),
        cancellationToken);

    public Task EndAsync(UploadedFile film, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement("UPDATE files SET later_due = NULL WHERE id = ?1 AND later_due = ?2").Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Due).Run(),
        cancellationToken);

    private int ShowSome(SqliteSession session, UploadedFile film)
    {
        session.Begin();
        var lacking = session.Statement(SelectLacking).Bind(1, film.Content.Key).Bind(2, MessagesAtOnce).List(row => (Chat: row.ReadId<Chat>(0), Sequence: row.Int64(1)));
        foreach (var (chat, sequence) in lacking.Order())
        {
            session.Statement(Show).Bind(1, chat).Bind(2, sequence).Bind(3, film.LaterThumbnail!.Key).Run();
            SqliteEventLog.AddUpdated(session, chat, sequence);
        }

        session.Commit();
        events.Committed(lacking.Count);
        return lacking.Count;
    }
}
