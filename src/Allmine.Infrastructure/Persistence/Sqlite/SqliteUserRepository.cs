using Allmine.Application.Abstractions;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteUserRepository(SqliteDatabase database) : IUserRepository
{
    public static bool Exists(SqliteSession session, Id<User> id) =>
        session.Statement("SELECT 1 FROM users WHERE id = ?1").Bind(1, id).Any();

    public Task<IReadOnlyList<User>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<User>>(session => [.. ids.Select(id => Find(session, id)).OfType<User>()], cancellationToken);

    public Task<bool> PutAsync(User user, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var created = Add(session, user);
            if (!created)
                Run(session, user, "UPDATE users SET username = ?2, profile_photo = ?3 WHERE id = ?1");
            session.Commit();
            return created;
        },
        cancellationToken);

    /// <summary>To be called in a transaction. False, with nothing written, if the user is there already.</summary>
    internal static bool Add(SqliteSession session, User user) =>
        Run(session, user, "INSERT INTO users (id, username, profile_photo) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    internal static User? Find(SqliteSession session, Id<User> id) => session
        .Statement("SELECT username, profile_photo FROM users WHERE id = ?1")
        .Bind(1, id)
        .First(row => new User(id, Username.From(row.Text(0)), row.TextOrNull(1)));

    private static bool Run(SqliteSession session, User user, string sql) => session
        .Statement(sql)
        .Bind(1, user.Id)
        .Bind(2, user.Username.Value)
        .Bind(3, user.ProfilePhoto)
        .Run() == 1;
}
