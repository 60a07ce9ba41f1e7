using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteChatRepository(SqliteDatabase database, SqliteEventLog events, UnreadableRecords unreadable) : IChatRepository
{
    // One statement for a chat and its members, so that they are of one moment. A group may have none.
    private const string Select = $"""
        SELECT c.id, c.kind, c.title, c.revision, c.last_sequence, c.created_at, c.updated_at, c.alteration_count, c.pins, c.photo, c.own_change,
            m.has_blocked, m.blocked_at, {SqliteMemberRow.Columns}
        FROM chats AS c LEFT JOIN chat_members AS m ON m.chat_id = c.id
        WHERE c.
        """;

    private const int HasBlocked = 11;
    private const int BlockedAt = HasBlocked + 1;
    private const int MemberColumns = BlockedAt + 1;

    private const string SelectById = $"{Select}id = ?1 ORDER BY m.position";
    private const string SelectByPair = $"{Select}pair = ?1 ORDER BY m.position";

    private const string SelectBlock =
        "SELECT 1 FROM chats AS c JOIN chat_members AS m ON m.chat_id = c.id WHERE c.pair = ?1 AND m.has_blocked = 1 LIMIT 1";

    // That of the first chat past the limit, counted from the hour after the one the part begins in, which may be used up already.
    private const string SelectLastHour = """
        SELECT active_hour FROM chat_members
        WHERE user_id = ?1 AND active_hour > 0 AND active_hour < ?2
        ORDER BY active_hour DESC LIMIT 1 OFFSET ?3
        """;

    // A cross join keeps the order of the tables: first the entries of these hours.
    private const string SelectSlice = """
        SELECT c.id, c.updated_at FROM chat_members AS m CROSS JOIN chats AS c ON c.id = m.chat_id
        WHERE m.user_id = ?1 AND m.active_hour > 0 AND m.active_hour >= ?2 AND m.active_hour <= ?3 AND (c.updated_at, c.id) < (?4, ?5)
        ORDER BY c.updated_at DESC, c.id DESC LIMIT ?6
        """;

    private const string SelectMoved = """
        SELECT c.id, c.updated_at FROM chat_members AS m CROSS JOIN chats AS c ON c.id = m.chat_id
        WHERE m.user_id = ?1 AND m.active_hour > 0 AND m.active_hour >= ?2 AND (c.updated_at, c.id) > (?3, ?4)
        ORDER BY m.active_hour LIMIT ?5
        """;

    /// <summary>In the words of the index <c>chat_members_blocks</c>.</summary>
    private const string SelectBlocks = """
        SELECT blocked_at, blocked_id FROM chat_members
        WHERE user_id = ?1 AND has_blocked = 1 AND (blocked_at, blocked_id) < (?2, ?3)
        ORDER BY blocked_at DESC, blocked_id DESC LIMIT ?4
        """;

    private const string SelectFirstBlocks =
        "SELECT blocked_at, blocked_id FROM chat_members WHERE user_id = ?1 AND has_blocked = 1 ORDER BY blocked_at DESC, blocked_id DESC LIMIT ?2";

    private const string ChangeMessages = """
        UPDATE chats SET last_sequence = ?1, created_at = ?2, updated_at = ?3, alteration_count = ?7
        WHERE id = ?4 AND revision = ?5 AND last_sequence = ?6 AND alteration_count = ?8
        """;

    private const string ChangeChat = """
        UPDATE chats SET last_sequence = ?1, created_at = ?2, updated_at = ?3, alteration_count = ?7, revision = ?9, title = ?10, photo = ?11, own_change = ?12
        WHERE id = ?4 AND revision = ?5 AND last_sequence = ?6 AND alteration_count = ?8
        """;

    public static Chat? Find(SqliteSession session, Id<Chat> id) => session.Statement(SelectById).Bind(1, id).First(Read);

    public static Chat? Find(SqliteSession session, DirectPair pair) => session.Statement(SelectByPair).Bind(1, pair.ToBytes()).First(Read);

    /// <summary>Writes a chat of a round, if it still is what the round was decided on.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool TryWrite(SqliteSession session, ChatChange change) => change.IsNew ? TryInsert(session, change.Chat) : TryUpdate(session, change);

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => unreadable.Reported(() => Find(session, id)), cancellationToken);

    public Task<IReadOnlyList<Chat>> FindAllAsync(IReadOnlyCollection<Id<Chat>> ids, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Chat>>(
        session =>
        {
            session.BeginSnapshot();
            var chats = ids.Select(id => unreadable.ReadOr(id, known => Find(session, known), static _ => null)).OfType<Chat>().ToList();
            session.Commit();
            return chats;
        },
        cancellationToken);

    public Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken) =>
        database.ReadAsync(session => unreadable.Reported(() => Find(session, pair)), cancellationToken);

    public Task<bool> HasBlockAsync(Id<User> userId, IReadOnlyCollection<Id<User>> others, CancellationToken cancellationToken) => database.ReadAsync(
        session => others.Any(other => session.Statement(SelectBlock).Bind(1, DirectPair.Of(userId, other).ToBytes()).Any()),
        cancellationToken);

    public Task<ChatListSlice> PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        session =>
        {
            session.BeginSnapshot();
            var bound = before ?? new ChatPosition(DateTime.MaxValue, default);
            var lastHour = session.Statement(SelectLastHour).Bind(1, userId).Bind(2, ActiveHour.Of(bound)).Bind(3, limit).First(row => (DateTime?)row.Time(0));
            var ids = session.Statement(SelectSlice).Bind(1, userId).Bind(2, lastHour ?? DateTime.UnixEpoch);
            ids.Bind(3, ActiveHour.Of(bound)).Bind(4, bound.UpdatedAt).Bind(5, bound.Id).Bind(6, limit + 1);
            var chats = FindEach(session, ids);
            session.Commit();
            return ChatListSlice.Of(chats, limit, lastHour);
        },
        cancellationToken);

    public Task<IReadOnlyList<Chat>> MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Chat>>(
            session =>
            {
                session.BeginSnapshot();
                var ids = session.Statement(SelectMoved).Bind(1, userId).Bind(2, ActiveHour.Of(since)).Bind(3, since.UpdatedAt).Bind(4, since.Id).Bind(5, limit);
                var chats = FindEach(session, ids);
                session.Commit();
                return [.. chats.Select(listed => listed.Chat).OfType<Chat>()];
            },
            cancellationToken);

    public Task<IReadOnlyList<BlockPosition>> BlocksAsync(Id<User> blocker, BlockPosition? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<BlockPosition>>(
            session =>
            {
                var blocks = before is { } below
                    ? session.Statement(SelectBlocks).Bind(1, blocker).Bind(2, below.At).Bind(3, below.BlockedId).Bind(4, limit)
                    : session.Statement(SelectFirstBlocks).Bind(1, blocker).Bind(2, limit);
                return blocks.List(row => new BlockPosition(row.Time(0), row.ReadId<User>(1)));
            },
            cancellationToken);

    public Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var added = TryInsert(session, chat);
            var count = added ? AddBeginning(session, chat) : 0;
            session.Commit();
            events.Committed(count);
            return added;
        },
        cancellationToken);

    public Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var saved = session
                .Statement("UPDATE chats SET revision = ?1 WHERE id = ?2 AND revision = ?1 - 1")
                .Bind(1, chat.Revision)
                .Bind(2, chat.Id)
                .Run() == 1;
            var count = 0;
            foreach (var member in saved ? chat.Members : [])
            {
                var had = session.Statement("SELECT 1 FROM chat_members WHERE chat_id = ?1 AND user_id = ?2 AND has_blocked = 1").Bind(1, chat.Id).Bind(2, member.UserId).Any();
                var blocks = session.Statement("UPDATE chat_members SET has_blocked = ?1, blocked_at = ?4, blocked_id = ?5 WHERE chat_id = ?2 AND user_id = ?3");
                BindBlock(blocks.Bind(2, chat.Id).Bind(3, member.UserId), chat, member.UserId, 1, 4, 5);
                blocks.Run();
                if (chat.HasBlocked(member.UserId) == had)
                    continue;
                SqliteEventLog.AddBlock(session, chat.Id, member.UserId, !had);
                count++;
            }

            session.Commit();
            events.Committed(count);
            return saved;
        },
        cancellationToken);

    public Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var before = session.Statement("SELECT read_up_to FROM chat_members WHERE chat_id = ?1 AND user_id = ?2").Bind(1, id).Bind(2, userId).First(row => row.Int64(0));
            var marker = RaiseMarker(session, id, userId, sequence);
            if (marker > before)
                SqliteEventLog.AddRead(session, id, userId, marker);
            session.Commit();
            events.Committed(marker > before ? 1 : 0);
            return marker;
        },
        cancellationToken);

    public Task<long> MarkDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var isMoved = session
                .Statement("UPDATE chat_members SET delivered_up_to = ?1 WHERE chat_id = ?2 AND user_id = ?3 AND max(read_up_to, delivered_up_to) < ?1")
                .Bind(1, sequence)
                .Bind(2, id)
                .Bind(3, userId)
                .Run() == 1;
            if (isMoved)
                SqliteEventLog.AddDelivered(session, id, userId, sequence);
            var marker = session
                .Statement("SELECT max(read_up_to, delivered_up_to) FROM chat_members WHERE chat_id = ?1 AND user_id = ?2")
                .Bind(1, id)
                .Bind(2, userId)
                .First(row => row.Int64(0));
            session.Commit();
            events.Committed(isMoved ? 1 : 0);
            return marker;
        },
        cancellationToken);

    /// <summary>Adds the events of a chat that is new.</summary>
    /// <returns>How many there are.</returns>
    private static int AddBeginning(SqliteSession session, Chat chat)
    {
        if (chat.IsOpen)
            SqliteEventLog.AddOpened(session, chat);
        foreach (var block in chat.Blocks)
            SqliteEventLog.AddBlock(session, chat.Id, block.By, isBlocked: true);
        return chat.Blocks.Count + (chat.IsOpen ? 1 : 0);
    }

    private List<ListedChat> FindEach(SqliteSession session, SqliteStatement places) =>
        places.List(row => new ChatPosition(row.Time(1), row.ReadId<Chat>(0))).ConvertAll(place => FindAt(session, place));

    private ListedChat FindAt(SqliteSession session, ChatPosition place) =>
        unreadable.ReadOr(place, known => new ListedChat(known, Find(session, known.Id)), static lost => new ListedChat(lost, null));

    /// <summary>Writes which messages are pinned; to be called in the transaction that has pinned one or taken one off.</summary>
    public static void WritePins(SqliteSession session, Chat chat) =>
        session.Statement("UPDATE chats SET pins = ?1 WHERE id = ?2").BindOrNull(1, SqlitePins.Write(chat.Pins)).Bind(2, chat.Id).Run();

    private static bool TryInsert(SqliteSession session, Chat chat)
    {
        // Does nothing both for a used identifier and for a pair that has its chat.
        var chats = session.Statement("""
            INSERT INTO chats (id, kind, title, pair, revision, last_sequence, created_at, updated_at, alteration_count, photo, own_change)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT DO NOTHING
            """);
        chats.Bind(1, chat.Id).Bind(2, ChatKindNames.NameOf(chat.Kind)).Bind(3, chat.Title);
        chats.BindOrNull(4, chat.Pair?.ToBytes()).Bind(5, chat.Revision).Bind(6, chat.LastSequence).Bind(7, chat.CreatedAt).Bind(8, chat.UpdatedAt);
        chats.Bind(9, chat.AlterationCount).Bind(10, SqliteMedia.Write(chat.Photo)).Bind(11, chat.OwnChange);
        if (chats.Run() != 1)
            return false;

        for (var position = 0; position < chat.Members.Count; position++)
            AddMember(session, chat, chat.Members[position], position);
        return true;
    }

    private static void AddMember(SqliteSession session, Chat chat, Member member, long position)
    {
        var members = session.Statement("""
            INSERT INTO chat_members (chat_id, user_id, position, read_up_to, active_hour, has_blocked, delivered_up_to, role, line, line_change, line_at, sees_all,
                blocked_at, blocked_id)
            VALUES (?1, ?2, ?14, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """);
        members.Bind(1, chat.Id).Bind(2, member.UserId).Bind(3, member.ReadUpTo).Bind(4, ActiveHour.Of(chat)).Bind(6, member.DeliveredUpTo)
            .Bind(7, ChatRoleNames.NameOf(member.Role)).Bind(8, member.Line).Bind(9, member.LineChange).Bind(10, member.LineAt).Bind(11, member.SeesAll ? 1L : 0L)
            .Bind(14, position);
        BindBlock(members, chat, member.UserId, 5, 12, 13);
        members.Run();
    }

    private static void BindBlock(SqliteStatement statement, Chat chat, Id<User> userId, int hasBlocked, int at, int blocked)
    {
        var block = chat.Blocks.FirstOrDefault(block => block.By == userId);
        var isThere = block.By == userId;
        statement.Bind(hasBlocked, isThere ? 1L : 0L).Bind(at, block.At ?? DateTime.UnixEpoch).Bind(blocked, isThere ? chat.OtherThan(userId) : null);
    }

    private static bool TryUpdate(SqliteSession session, ChatChange change)
    {
        var chat = change.Chat;
        // The first message may be what opens the chat.
        var update = session
            .Statement(change.ChangesChat ? ChangeChat : ChangeMessages)
            .Bind(1, chat.LastSequence)
            .Bind(2, chat.CreatedAt)
            .Bind(3, chat.UpdatedAt)
            .Bind(4, chat.Id)
            .Bind(5, change.BaseRevision)
            .Bind(6, change.BaseSequence)
            .Bind(7, chat.AlterationCount)
            .Bind(8, change.BaseAlterations);
        if (change.ChangesChat)
            update.Bind(9, chat.Revision).Bind(10, chat.Title).Bind(11, SqliteMedia.Write(chat.Photo)).Bind(12, chat.OwnChange);
        if (update.Run() != 1)
            return false;

        if (change.ChangedMembers.Count > 0)
            ChangeMembers(session, change);
        if (ActiveHour.IsEnteredBy(change))
            SetHour(session, chat);
        foreach (var member in chat.Members)
        {
            if (change.Senders.Contains(member.UserId))
                RaiseMarker(session, chat.Id, member.UserId, member.ReadUpTo);
        }

        return true;
    }

    /// <summary>Whoever came in this round, also again, begins anew behind all others, who keep their order.</summary>
    private static void ChangeMembers(SqliteSession session, ChatChange change)
    {
        var chat = change.Chat;
        var came = chat.Members.Where(member => member.LineChange > change.BaseSequence + change.BaseAlterations).ToList();
        foreach (var userId in change.ChangedMembers)
        {
            if (chat.RoleOf(userId) is not { } role || came.Exists(member => member.UserId == userId))
                session.Statement("DELETE FROM chat_members WHERE chat_id = ?1 AND user_id = ?2").Bind(1, chat.Id).Bind(2, userId).Run();
            else
                session.Statement("UPDATE chat_members SET role = ?3 WHERE chat_id = ?1 AND user_id = ?2").Bind(1, chat.Id).Bind(2, userId).Bind(3, ChatRoleNames.NameOf(role)).Run();
        }

        if (came.Count == 0)
            return;
        var position = session.Statement("SELECT coalesce(max(position) + 1, 0) FROM chat_members WHERE chat_id = ?1").Bind(1, chat.Id).First(row => row.Int64(0));
        foreach (var member in came)
            AddMember(session, chat, member, position++);
    }

    /// <summary>A row and an index entry for each member. The hour never goes back.</summary>
    private static void SetHour(SqliteSession session, Chat chat) => session
        .Statement("UPDATE chat_members SET active_hour = ?1 WHERE chat_id = ?2 AND active_hour < ?1")
        .Bind(1, ActiveHour.Of(chat))
        .Bind(2, chat.Id)
        .Run();

    /// <summary>Markers of a chat held in memory may be older than those stored, and a marker never goes back.</summary>
    private static long RaiseMarker(SqliteSession session, Id<Chat> id, Id<User> userId, long sequence) => session
        .Statement("UPDATE chat_members SET read_up_to = max(read_up_to, ?1) WHERE chat_id = ?2 AND user_id = ?3 RETURNING read_up_to")
        .Bind(1, sequence)
        .Bind(2, id)
        .Bind(3, userId)
        .First(row => row.Int64(0));

    private static Chat Read(SqliteStatement row)
    {
        // Told apart before it moves on: at the end it stands on no row.
        var record = $"chat {Convert.ToHexStringLower(row.Blob(0))}";
        return row.Readable(_ => record, ReadRows);
    }

    private static Chat ReadRows(SqliteStatement row)
    {
        var facts = new ChatState(
            row.ReadId<Chat>(0), KindOf(row.Text(1)), row.TextOrNull(2), row.Int64(3), row.Int64(4), row.Time(5), row.Time(6))
        {
            AlterationCount = row.Int64(7),
            Pins = row.IsNull(8) ? [] : SqlitePins.Read(row.Blob(8)),
            Photo = SqliteMedia.Read(row.TextOrNull(9)),
            OwnChange = row.Int64(10),
        };
        var members = new List<Member>();
        List<Block>? blocks = null;
        if (row.IsNull(MemberColumns))
            return Chat.Restore(facts, members);
        do
        {
            var member = SqliteMemberRow.Read(row, MemberColumns);
            members.Add(member);
            if (row.Int64(HasBlocked) == 1)
                (blocks ??= []).Add(new Block(member.UserId, row.Int64(BlockedAt) == 0 ? null : row.Time(BlockedAt)));
        }
        while (row.Step());
        return Chat.Restore(facts, members, blocks);
    }

    private static ChatKind KindOf(string name) =>
        ChatKindNames.Parse(name) ?? throw new InvalidDataException($"The database has a chat of the unknown kind {name}.");
}
