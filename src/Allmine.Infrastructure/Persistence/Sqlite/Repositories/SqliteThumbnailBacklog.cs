using Allmine.Application.Ports.Files;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteThumbnailBacklog(SqliteDatabase database, SqliteMessageRepository messages, UnreadableRecords unreadable) : IThumbnailBacklog
{
    private const string Claim = $"""
        UPDATE files SET later_due = ?2, later_tries = later_tries + 1
        WHERE id = (SELECT id FROM files WHERE state = '{FileStateNames.Bound}' AND later_due <= ?1 ORDER BY later_due LIMIT 1)
        RETURNING {SqliteFileRepository.Columns}
        """;

    private const string Give = $"""
        UPDATE files SET thumbnail_key = later_key, later_due = ?3, later_tries = 0
        WHERE id = ?1 AND later_key = ?2 AND state = '{FileStateNames.Bound}' AND thumbnail_key IS NULL
        """;

    private const string SelectBound = $"SELECT 1 FROM files WHERE id = ?1 AND state = '{FileStateNames.Bound}'";

    /// <summary>In the words of the index <c>messages_films</c>, so that it is found along it: it has the messages as they were sent.</summary>
    private const string SelectLacking = $"""
        {SqliteMessageRecord.Select} WHERE CASE WHEN json_valid(m.media) THEN m.media ->> '$.key' END = ?1
        AND CASE WHEN json_valid(m.media) THEN m.media ->> '$.type' = 'video' AND m.media ->> '$.thumbnailKey' IS NULL ELSE 0 END
        """;

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

    public Task<bool> GiveAsync(UploadedFile film, DateTime due, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            session.Statement(Give).Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Key).Bind(3, due).Run();
            var isThere = session.Statement(SelectBound).Bind(1, film.Id).Any();
            session.Commit();
            return isThere;
        },
        cancellationToken);

    /// <summary>However many there are that can't be read, those behind them have their turn.</summary>
    public Task<IReadOnlyList<Message>> LackingAsync(UploadedFile film, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Message>>(
            session =>
            [
                .. session.Statement(SelectLacking).Bind(1, film.Content.Key)
                    .Stream(row => messages.ReadStored(row).Readable)
                    .Where(message => message?.Media is { ThumbnailKey: null })
                    .OfType<Message>()
                    .Take(limit),
            ],
            cancellationToken);

    public Task GiveBackAsync(UploadedFile film, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement("UPDATE files SET later_tries = later_tries - 1 WHERE id = ?1 AND later_due = ?2").Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Due).Run(),
        cancellationToken);

    public Task EndAsync(UploadedFile film, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Statement("UPDATE files SET later_due = NULL WHERE id = ?1 AND later_due = ?2").Bind(1, film.Id).Bind(2, film.LaterThumbnail!.Due).Run(),
        cancellationToken);
}
