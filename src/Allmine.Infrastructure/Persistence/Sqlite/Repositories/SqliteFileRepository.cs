using Allmine.Application.Ports.Files;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteFileRepository(SqliteDatabase database, UnreadableRecords unreadable) : IFileRepository
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns =
        "id, owner_id, (SELECT media FROM file_facts WHERE number = facts), uploaded_at, state, later_key, later_due, later_tries, thumbnail_key";

    private const string Select = $"SELECT {Columns} FROM files";

    private const string InsertFacts = "INSERT INTO file_facts (name, media) VALUES (?1, ?2)";

    private const string Insert = """
        INSERT INTO files (id, owner_id, facts, name_hash, media_key, size, uploaded_at, state, later_key, later_due, later_tries)
        VALUES (?1, ?2, last_insert_rowid(), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private const string TakeFacts = $"""
        UPDATE file_facts SET name = NULL, media = NULL WHERE number = (SELECT facts FROM files WHERE id = ?1 AND state = '{FileStateNames.Abandoned}')
        """;

    private const string SumOf = "SELECT COALESCE(SUM(size), 0) FROM files WHERE owner_id =";

    /// <summary>What owners find.</summary>
    private const string IsVisible = $"state IN ('{FileStateNames.Staged}', '{FileStateNames.Bound}')";

    /// <summary>A name may look like an identifier, so that one which isn't found is still looked for as a name.</summary>
    public static UploadedFile? Find(SqliteSession session, FileReference reference) =>
        (Id<UploadedFile>.TryParse(reference.IdOrName, out var id) ? FindById(session, reference.OwnerId, id) : null) ?? FindByName(session, reference);

    /// <summary>Binds the files; false if one of them is abandoned or gone.</summary>
    public static bool TryBind(SqliteSession session, IEnumerable<Id<UploadedFile>> files)
    {
        foreach (var id in files)
        {
            if (session.Statement($"UPDATE files SET state = '{FileStateNames.Bound}' WHERE id = ?1 AND state <> '{FileStateNames.Abandoned}'").Bind(1, id).Run() == 0)
                return false;
        }

        return true;
    }

    public Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken) =>
        database.ReadAsync(session => unreadable.Reported(() => Find(session, reference)), cancellationToken);

    public Task AddAsync(UploadedFile file, CancellationToken cancellationToken) => TryAddAsync(file, long.MaxValue, cancellationToken);

    /// <remarks>One piece of work of the one writer: nothing is added between the sum and the file.</remarks>
    public Task<bool> TryAddAsync(UploadedFile file, long maxOwnerBytes, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            if (maxOwnerBytes < long.MaxValue && SumOfOwner(session, file.OwnerId) > maxOwnerBytes - file.Content.Size)
                return false;
            session.Begin();
            session.Statement(InsertFacts).Bind(1, file.Content.Name).Bind(2, SqliteMedia.Write(file.Content)).Run();
            Bind(session.Statement(Insert), file).Run();
            session.Commit();
            return true;
        },
        cancellationToken);

    public Task<long> SumBytesAsync(Id<User> owner, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SumOfOwner(session, owner), cancellationToken);

    public Task<bool> StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        RunAsync($"UPDATE files SET state = '{FileStateNames.Staged}' WHERE id = ?1 AND state = '{FileStateNames.Pending}'", id, cancellationToken);

    public Task<bool> AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        RunAsync($"UPDATE files SET state = '{FileStateNames.Abandoned}' WHERE id = ?1 AND state = '{FileStateNames.Pending}'", id, cancellationToken);

    public Task<IReadOnlyList<UploadedFile>> AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<UploadedFile>>(
            session =>
            {
                session
                    .Statement($"UPDATE files SET state = '{FileStateNames.Abandoned}' WHERE state IN ('{FileStateNames.Pending}', '{FileStateNames.Staged}') AND state <> '{FileStateNames.Bound}' AND uploaded_at < ?1")
                    .Bind(1, before)
                    .Run();
                // However many there are that can't be read, those behind them have their turn.
                return [.. session
                    .Statement($"{Select} WHERE state = '{FileStateNames.Abandoned}' AND state <> '{FileStateNames.Bound}' ORDER BY uploaded_at")
                    .Stream(ReadOrNull)
                    .OfType<UploadedFile>()
                    .Take(limit)];
            },
            cancellationToken);

    public Task RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            session.Statement(TakeFacts).Bind(1, id).Run();
            var isRemoved = session.Statement($"DELETE FROM files WHERE id = ?1 AND state = '{FileStateNames.Abandoned}'").Bind(1, id).Run() > 0;
            session.Commit();
            return isRemoved;
        },
        cancellationToken);

    private static SqliteStatement Bind(SqliteStatement insert, UploadedFile file) => insert
        .Bind(1, file.Id)
        .Bind(2, file.OwnerId)
        .Bind(3, SqliteNameHash.Of(file.Content.Name))
        .Bind(4, file.Content.Key)
        .Bind(5, file.Content.Size)
        .Bind(6, file.UploadedAt)
        .Bind(7, FileStateNames.NameOf(file.State))
        .Bind(8, file.LaterThumbnail?.Key)
        .Bind(9, file.LaterThumbnail?.Due)
        .Bind(10, (long)(file.LaterThumbnail?.Tries ?? 0));

    private static long SumOfOwner(SqliteSession session, Id<User> owner) => session.Statement($"{SumOf} ?1").Bind(1, owner).First(static row => row.Int64(0));

    private static UploadedFile? FindById(SqliteSession session, Id<User> owner, Id<UploadedFile> id) => session
        .Statement($"{Select} WHERE id = ?1 AND owner_id = ?2 AND {IsVisible}")
        .Bind(1, id)
        .Bind(2, owner)
        .First(Read);

    private static UploadedFile? FindByName(SqliteSession session, FileReference reference) => reference.Names()
        .Select(name => FindByName(session, reference.OwnerId, name))
        .MaxBy(file => (file?.UploadedAt, file?.Id));

    private static UploadedFile? FindByName(SqliteSession session, Id<User> owner, string name) => session
        .Statement($"{Select} WHERE owner_id = ?1 AND name_hash = ?2 AND (SELECT name FROM file_facts WHERE number = facts) = ?3 AND {IsVisible} ORDER BY uploaded_at DESC, id DESC LIMIT 1")
        .Bind(1, owner)
        .Bind(2, SqliteNameHash.Of(name))
        .Bind(3, name)
        .First(Read);

    /// <summary>The file in a row that has <see cref="Columns"/>, and nothing before them.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static UploadedFile Read(SqliteStatement row) => row.Readable(
        static row => $"file {Convert.ToHexStringLower(row.Blob(0))}",
        static row => new UploadedFile(
            row.ReadId<UploadedFile>(0), row.ReadId<User>(1), ContentIn(row), row.Time(3), FileStateNames.Parse(row.Text(4)))
        {
            LaterThumbnail = row.TextOrNull(5) is { } later ? new LaterThumbnail(later, row.IsNull(6) ? null : row.Time(6), (int)row.Int64(7)) : null,
        });

    private static MediaContent ContentIn(SqliteStatement row)
    {
        var content = SqliteMedia.Read(row.TextOrNull(2)) ?? throw new InvalidDataException("Nothing is known of the file any more.");
        return row.TextOrNull(8) is { } thumbnail ? content with { ThumbnailKey = thumbnail } : content;
    }

    private UploadedFile? ReadOrNull(SqliteStatement row) => unreadable.ReadOr(row, Read, static _ => (UploadedFile?)null);

    /// <summary>Whether the statement changed the file.</summary>
    private Task<bool> RunAsync(string sql, Id<UploadedFile> id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Statement(sql).Bind(1, id).Run() > 0, cancellationToken);
}
