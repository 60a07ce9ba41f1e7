using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteChatSettingsRepository(SqliteDatabase database, SqliteEventLog events, UnreadableRecords unreadable) : IChatSettingsRepository
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = "user_id, chat_id, revision, is_muted, muted_until, archived_at, is_pinned";

    private const string Select = $"SELECT {Columns} FROM chat_settings WHERE user_id = ?1 AND chat_id = ?2";

    private const string Insert = $"INSERT INTO chat_settings ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";

    private const string Update = """
        UPDATE chat_settings SET revision = ?3, is_muted = ?4, muted_until = ?5, archived_at = ?6, is_pinned = ?7
        WHERE user_id = ?1 AND chat_id = ?2 AND revision = ?3 - 1
        """;

    /// <exception cref="Domain.Errors.UnreadableRecordException">They can't be read.</exception>
    public static ChatSettings? Find(SqliteSession session, Id<User> userId, Id<Chat> chatId) => session.Statement(Select).Bind(1, userId).Bind(2, chatId).First(Read);

    /// <exception cref="Domain.Errors.UnreadableRecordException">They can't be read.</exception>
    public static ChatSettings Read(SqliteStatement row) => row.Readable(
        static row => $"settings of {Convert.ToHexStringLower(row.Blob(0))} of chat {Convert.ToHexStringLower(row.Blob(1))}",
        static row => new ChatSettings(row.ReadId<Chat>(1), row.ReadId<User>(0))
        {
            Revision = row.Int64(2),
            IsMuted = row.Int64(3) != 0,
            MutedUntil = row.TimeOrNull(4),
            ArchivedAt = row.Int64OrNull(5),
            IsPinned = row.Int64(6) != 0,
        });

    public Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ChatSettings>>(
            session => unreadable.Reported(() =>
            {
                session.BeginSnapshot();
                var settings = chatIds.Select(chatId => Find(session, userId, chatId)).OfType<ChatSettings>().ToList();
                session.Commit();
                return settings;
            }),
            cancellationToken);

    public Task<IReadOnlyDictionary<Id<User>, ChatSettings?>> OfMembersAsync(Id<Chat> chatId, IReadOnlyCollection<Id<User>> userIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<Id<User>, ChatSettings?>>(
            session =>
            {
                session.BeginSnapshot();
                var settings = new Dictionary<Id<User>, ChatSettings?>();
                foreach (var userId in userIds)
                {
                    // One or none.
                    foreach (var own in session.Statement(Select).Bind(1, userId).Bind(2, chatId).List(ReadOrNull))
                        settings.Add(userId, own);
                }

                session.Commit();
                return settings;
            },
            cancellationToken);

    public Task<bool> SaveAsync(ChatSettings settings, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var isSaved = session
                .Statement(settings.Revision == 1 ? Insert : Update)
                .Bind(1, settings.UserId)
                .Bind(2, settings.ChatId)
                .Bind(3, settings.Revision)
                .Bind(4, settings.IsMuted ? 1L : 0L)
                .Bind(5, settings.MutedUntil)
                .Bind(6, settings.ArchivedAt)
                .Bind(7, settings.IsPinned ? 1L : 0L)
                .Run() == 1;
            if (isSaved)
                SqliteEventLog.AddSettings(session, settings);
            session.Commit();
            events.Committed(isSaved ? 1 : 0);
            return isSaved;
        },
        cancellationToken);

    private ChatSettings? ReadOrNull(SqliteStatement row) => unreadable.ReadOr(row, static known => Read(known), static _ => (ChatSettings?)null);
}
