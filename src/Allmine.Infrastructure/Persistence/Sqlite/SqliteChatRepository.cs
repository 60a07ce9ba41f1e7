using Allmine.Application.Abstractions;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Persistence.Sqlite;

internal sealed class SqliteChatRepository(SqliteDatabase database) : IChatRepository
{
    private const string Direct = "direct";
    private const string Group = "group";

    // One statement for a chat and its members, so that they are of one moment.
    private const string Select = """
        SELECT c.id, c.kind, c.title, c.revision, c.last_sequence, c.created_at, c.updated_at, m.user_id, m.read_up_to
        FROM chats AS c JOIN chat_members AS m ON m.chat_id = c.id
        WHERE c.
        """;

    private const string SelectById = $"{Select}id = ?1 ORDER BY m.position";
    private const string SelectByPair = $"{Select}pair = ?1 ORDER BY m.position";

    public static Chat? Find(SqliteSession session, Id<Chat> id) => session.Statement(SelectById).Bind(1, id).First(Read);

    public static Chat? Find(SqliteSession session, DirectPair pair) => session.Statement(SelectByPair).Bind(1, pair.ToBytes()).First(Read);

    /// <summary>Writes a chat of a round, if it still is what the round was decided on.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool TryWrite(SqliteSession session, ChatChange change) => change.IsNew ? TryInsert(session, change.Chat) : TryUpdate(session, change);

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, id), cancellationToken);

    public Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var added = TryInsert(session, chat);
            session.Commit();
            return added;
        },
        cancellationToken);

    private static bool TryInsert(SqliteSession session, Chat chat)
    {
        // Does nothing both for a used identifier and for a pair that has its chat.
        var chats = session.Statement("""
            INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT DO NOTHING
            """);
        chats.Bind(1, chat.Id).Bind(2, chat.Kind == ChatKind.Direct ? Direct : Group).Bind(3, chat.Title);
        if (chat.Pair is { } pair)
            chats.Bind(4, pair.ToBytes());
        else
            chats.Bind(4, (string?)null);
        chats.Bind(5, chat.Revision).Bind(6, chat.LastSequence).Bind(7, chat.CreatedAt).Bind(8, chat.UpdatedAt);
        if (chats.Run() != 1)
            return false;

        var members = session.Statement("INSERT INTO chat_members (chat_id, user_id, position, read_up_to) VALUES (?1, ?2, ?3, ?4)");
        for (var position = 0; position < chat.Members.Count; position++)
        {
            var member = chat.Members[position];
            members.Bind(1, chat.Id).Bind(2, member.UserId).Bind(3, position).Bind(4, member.ReadUpTo).Run();
        }

        return true;
    }

    private static bool TryUpdate(SqliteSession session, ChatChange change)
    {
        var chat = change.Chat;
        var updated = session
            .Statement("UPDATE chats SET last_sequence = ?1, updated_at = ?2 WHERE id = ?3 AND revision = ?4 AND last_sequence = ?5")
            .Bind(1, chat.LastSequence)
            .Bind(2, chat.UpdatedAt)
            .Bind(3, chat.Id)
            .Bind(4, chat.Revision)
            .Bind(5, change.BaseSequence)
            .Run();
        if (updated != 1)
            return false;

        // Markers of a chat held in memory may be older than those stored, and a marker never goes back.
        var markers = session.Statement("UPDATE chat_members SET read_up_to = max(read_up_to, ?1) WHERE chat_id = ?2 AND user_id = ?3");
        foreach (var member in chat.Members)
        {
            if (change.Senders.Contains(member.UserId))
                markers.Bind(1, member.ReadUpTo).Bind(2, chat.Id).Bind(3, member.UserId).Run();
        }

        return true;
    }

    private static Chat Read(SqliteStatement row)
    {
        var facts = new ChatFacts(
            row.ReadId<Chat>(0), row.Text(1) == Direct ? ChatKind.Direct : ChatKind.Group, row.TextOrNull(2), row.Int64(3), row.Int64(4), row.Time(5), row.Time(6));
        var members = new List<Member>();
        do
        {
            members.Add(new Member(row.ReadId<User>(7), row.Int64(8)));
        }
        while (row.Step());
        return Chat.Restore(facts, members);
    }
}
