using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteFileRepository(SqliteDatabase database) : IFileRepository
{
    /// <summary>A name may look like an identifier, so that one which isn't found is still looked for as a name.</summary>
    public static UploadedFile? Find(SqliteSession session, FileReference reference) =>
        (Id<UploadedFile>.TryParse(reference.IdOrName, out var id) ? FindById(session, reference.OwnerId, id) : null) ?? FindByName(session, reference);

    public Task<UploadedFile?> FindAsync(FileReference reference, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, reference), cancellationToken);

    public Task AddAsync(UploadedFile file, CancellationToken cancellationToken) => database.WriteAsync(
        session => session
            .Statement("INSERT INTO files (id, owner_id, name, media, uploaded_at) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, file.Id)
            .Bind(2, file.OwnerId)
            .Bind(3, file.Content.Name)
            .Bind(4, SqliteMedia.Write(file.Content))
            .Bind(5, file.UploadedAt)
            .Run(),
        cancellationToken);

    private static UploadedFile? FindById(SqliteSession session, Id<User> owner, Id<UploadedFile> id) => session
        .Statement("SELECT id, owner_id, media, uploaded_at FROM files WHERE id = ?1 AND owner_id = ?2")
        .Bind(1, id)
        .Bind(2, owner)
        .First(Read);

    private static UploadedFile? FindByName(SqliteSession session, FileReference reference) => session
        .Statement("SELECT id, owner_id, media, uploaded_at FROM files WHERE owner_id = ?1 AND name = ?2 ORDER BY uploaded_at DESC, id DESC LIMIT 1")
        .Bind(1, reference.OwnerId)
        .Bind(2, reference.IdOrName)
        .First(Read);

    private static UploadedFile Read(SqliteStatement row) =>
        new(row.ReadId<UploadedFile>(0), row.ReadId<User>(1), SqliteMedia.Read(row.Text(2))!, row.Time(3));
}
