using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>
/// Writes the events of a commit into that commit, tells those who read them that it is done, and removes the oldest from
/// time to time.
/// </summary>
internal sealed class SqliteEventLog(SqliteDatabase database)
{
    public const string Sent = "message";

    /// <summary>Written by programs before alterations had numbers.</summary>
    public const string Updated = "updated";

    public const string Read = "read";
    public const string Credits = "credits";
    public const string Altered = "altered";
    public const string Delivered = "delivered";
    public const string ChatChanged = "chat";
    public const string ChatOpened = "opened";
    public const string Settings = "settings";
    public const string User = "user";
    public const string Block = "block";
    public const string Grant = "grant";

    /// <summary>The least number of events that are kept: some minutes under the heaviest load, weeks without.</summary>
    public const int Kept = 200_000;

    /// <summary>After how many more the oldest are removed.</summary>
    private const int Slack = 2_000;

    private TaskCompletionSource change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int sinceTrim;

    /// <summary>Completed by the next commit with events. Whoever asks for it before reading misses none.</summary>
    public Task NextChange => Volatile.Read(ref change).Task;

    /// <summary>Adds what a round leads to; to be called in its transaction.</summary>
    /// <returns>How many events there are.</returns>
    public static int Add(SqliteSession session, ChangeSet changes)
    {
        var count = changes.Messages.Count + changes.Alterations.Count + changes.ChatAlterations.Count;
        foreach (var change in changes.Chats)
        {
            if (!Opens(change))
                continue;
            AddOpened(session, change.Chat);
            count++;
        }

        if (changes.Alterations.Count + changes.ChatAlterations.Count == 0)
            changes.Messages.ForEach(message => Add(session, message));
        else
            AddInOrder(session, changes);
        foreach (var wallet in changes.Wallets.Select(change => change.Wallet).Where(wallet => wallet.Owner != Wallet.SystemOwner))
        {
            Insert(session).Bind(1, Credits).Bind(2, (Id<Chat>?)null).Bind(3, wallet.Owner).Bind(4, wallet.Balance).Bind(5, (string?)null).Run();
            count++;
        }

        foreach (var grant in changes.LedgerEntries.Where(entry => entry.Direction == LedgerDirection.Grant))
        {
            Insert(session).Bind(1, Grant).Bind(2, (Id<Chat>?)null).Bind(3, grant.OwnerId).Bind(4, grant.Number).Bind(5, (string?)null).Run();
            count++;
        }

        return count;
    }

    /// <summary>Adds that a chat was made or opened; to be called in the transaction that does it, before what is sent there.</summary>
    public static void AddOpened(SqliteSession session, Chat chat) => AddOfChat(session, ChatOpened, chat.Id, 0, SqliteChatBeginning.Write(chat));

    /// <summary>Adds that an entry of the user directory was made or changed; to be called in the transaction that does it.</summary>
    public static void AddUser(SqliteSession session, User user) =>
        Insert(session).Bind(1, User).Bind(2, (Id<Chat>?)null).Bind(3, user.Id).Bind(4, 0L).Bind(5, SqliteUserEntry.Write(user)).Run();

    /// <summary>Adds that one of the two of a direct chat has blocked the other one, or taken that back; to be called in the transaction that does it.</summary>
    public static void AddBlock(SqliteSession session, Id<Chat> chatId, Id<User> userId, bool isBlocked) => AddMarker(session, Block, chatId, userId, isBlocked ? 1 : 0);

    /// <summary>Adds that a member has other settings; to be called in the transaction that writes them.</summary>
    public static void AddSettings(SqliteSession session, ChatSettings settings) => AddMarker(session, Settings, settings.ChatId, settings.UserId, settings.Revision);

    /// <summary>Adds that a member has read a chat up to a message; to be called in the transaction that moves the marker.</summary>
    public static void AddRead(SqliteSession session, Id<Chat> chatId, Id<User> userId, long sequence) => AddMarker(session, Read, chatId, userId, sequence);

    /// <summary>The same of what has reached a member.</summary>
    public static void AddDelivered(SqliteSession session, Id<Chat> chatId, Id<User> userId, long sequence) => AddMarker(session, Delivered, chatId, userId, sequence);

    /// <summary>To be called once the commit is done, on the writer's thread.</summary>
    /// <param name="count">How many events it had.</param>
    public void Committed(int count)
    {
        if (count == 0)
            return;
        Interlocked.Exchange(ref change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        sinceTrim += count;
        if (sinceTrim < Slack)
            return;
        sinceTrim = 0;
        // As a piece of work of its own, behind what waits already. If it fails, the next one removes more.
        _ = database.WriteAsync(Trim, CancellationToken.None);
    }

    private static SqliteStatement Insert(SqliteSession session) =>
        session.Statement("INSERT INTO events (kind, chat_id, user_id, number, life) VALUES (?1, ?2, ?3, ?4, ?5)");

    /// <summary>Changes of one chat in the order of their numbers.</summary>
    private static void AddInOrder(SqliteSession session, ChangeSet changes)
    {
        var sent = changes.Messages.Select(message => (Change: message.SentChange, Add: (Action)(() => Add(session, message))));
        var altered = changes.Alterations.Select(write => (write.Alteration.Change, Add: (Action)(() => Add(session, write))));
        var changed = changes.ChatAlterations.Select(write => (write.Alteration.Change, Add: (Action)(() => Add(session, write))));
        foreach (var (_, add) in sent.Concat(altered).Concat(changed).OrderBy(change => change.Change))
            add();
    }

    /// <summary>Also by a first message.</summary>
    private static bool Opens(ChatChange change) => change.Chat.IsOpen && (change.IsNew || change.BaseUpdatedAt == DateTime.UnixEpoch);

    private static void Add(SqliteSession session, Message message) => AddOfChat(session, Sent, message.ChatId, message.Sequence, life: null);

    private static void Add(SqliteSession session, AlterationWrite write) =>
        AddOfChat(session, Altered, write.Alteration.ChatId, write.Alteration.Change, SqliteLife.Write(write.After));

    private static void Add(SqliteSession session, ChatAlterationWrite write) =>
        AddOfChat(session, ChatChanged, write.Alteration.ChatId, write.Alteration.Change, SqliteChatSnapshot.Write(write));

    private static void AddOfChat(SqliteSession session, string kind, Id<Chat> chatId, long number, string? life) =>
        Insert(session).Bind(1, kind).Bind(2, chatId).Bind(3, (Id<User>?)null).Bind(4, number).Bind(5, life).Run();

    private static void AddMarker(SqliteSession session, string kind, Id<Chat> chatId, Id<User> userId, long sequence) =>
        Insert(session).Bind(1, kind).Bind(2, chatId).Bind(3, userId).Bind(4, sequence).Bind(5, (string?)null).Run();

    private static bool Trim(SqliteSession session)
    {
        session.Begin();
        // What is not recorded in the feed stays, however much that is.
        var recorded = SqliteFeedState.Read(session).Source is { } source ? SqliteEventFeed.NumberOf(source) : 0;
        session.Statement("DELETE FROM events WHERE position <= min((SELECT max(position) FROM events) - ?1, ?2)").Bind(1, Kept).Bind(2, recorded).Run();
        session.Commit();
        return true;
    }
}
