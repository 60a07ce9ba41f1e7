using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteUserRepository(SqliteDatabase database, SqliteEventLog events, UnreadableRecords unreadable) : IUserRepository
{
    private const string Update = """
        UPDATE users SET username = ?2, profile_photo = ?3
        WHERE id = ?1 AND ?4 IS NOT NULL AND (username, profile_photo) IS NOT (?2, ?3)
        """;

    public static bool Exists(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT 1 FROM users WHERE id = ?1").Bind(1, id).Any();

    /// <summary>To be called in a transaction. False, with nothing written, if the user is there already.</summary>
    public static bool TryAdd(SqliteSession session, User user) =>
        Run(session, user, "INSERT INTO users (id, username, profile_photo, kind) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");

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

    public Task<UserWrite> PutAsync(User user, bool leavesKind, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Put(session, user, leavesKind), cancellationToken);

    private UserWrite Put(SqliteSession session, User user, bool leavesKind)
    {
        session.Begin();
        var created = TryAdd(session, user);
        var kind = created ? user.Kind : KindOf(session, user.Id);
        var isTold = created || ((leavesKind || kind == user.Kind) && Run(session, user, Update));
        if (isTold)
            SqliteEventLog.AddUser(session, user.As(kind));
        session.Commit();
        events.Committed(isTold ? 1 : 0);
        return new UserWrite(created, kind);
    }

    private static UserKind KindOf(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT kind FROM users WHERE id = ?1").Bind(1, id).First(row => KindIn(row, 0));

    private StoredUser? Find(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT username, profile_photo, kind FROM users WHERE id = ?1").Bind(1, id).First(row => (StoredUser?)Read(row, id));

    private StoredUser Read(SqliteStatement row, Id<User> id) => unreadable.ReadOr(
        row,
        found => (StoredUser)found.Readable(_ => $"user {id}", known => User.Restore(id, Username.Restore(known.Text(0)), known.TextOrNull(1), KindIn(known, 2))),
        _ => new StoredUser(id, Profile: null));

    private static UserKind KindIn(SqliteStatement row, int column) =>
        UserKindNames.Parse(row.Text(column)) ?? throw new InvalidDataException($"A user is stored as one of kind '{row.Text(column)}', which this version can't read.");

    private static bool Run(SqliteSession session, User user, string sql) => session
        .Statement(sql)
        .Bind(1, user.Id)
        .Bind(2, user.Username.Value)
        .Bind(3, user.ProfilePhoto)
        .Bind(4, UserKindNames.NameOf(user.Kind))
        .Run() == 1;
}
