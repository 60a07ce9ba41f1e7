using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteUserRepository(SqliteDatabase database, UnreadableRecords unreadable) : IUserRepository
{
    public static bool Exists(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT 1 FROM users WHERE id = ?1").Bind(1, id).Any();

    /// <summary>To be called in a transaction. False, with nothing written, if the user is there already.</summary>
    public static bool TryAdd(SqliteSession session, User user) =>
        Run(session, user, "INSERT INTO users (id, username, profile_photo) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    public IReadOnlyList<StoredUser> FindAll(SqliteSession session, IReadOnlyCollection<Id<User>> ids)
    {
        var found = new List<StoredUser>(ids.Count);
        foreach (var id in ids)
        {
            if (Find(session, id) is { } user)
                found.Add(user);
        }

        return found;
    }

    public Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAll(session, ids), cancellationToken);

    public Task<bool> PutAsync(User user, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var created = TryAdd(session, user);
            if (!created)
                Run(session, user, "UPDATE users SET username = ?2, profile_photo = ?3 WHERE id = ?1");
            session.Commit();
            return created;
        },
        cancellationToken);

    private StoredUser? Find(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT username, profile_photo FROM users WHERE id = ?1").Bind(1, id).First(row => (StoredUser?)Read(row, id));

    private StoredUser Read(SqliteStatement row, Id<User> id) => unreadable.ReadOr(
        row,
        found => (StoredUser)found.Readable(_ => $"user {id}", known => User.Restore(id, Username.Restore(known.Text(0)), known.TextOrNull(1))),
        _ => new StoredUser(id, Profile: null));

    private static bool Run(SqliteSession session, User user, string sql) => session
        .Statement(sql)
        .Bind(1, user.Id)
        .Bind(2, user.Username.Value)
        .Bind(3, user.ProfilePhoto)
        .Run() == 1;
}
