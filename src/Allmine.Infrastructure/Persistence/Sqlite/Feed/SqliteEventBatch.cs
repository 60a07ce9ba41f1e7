using System.Text.Json;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>Makes events out of rows of the table of events, in one snapshot: who is told is who is a member as of it.</summary>
internal sealed class SqliteEventBatch(SqliteSession session, SqliteMessageRepository messages, UnreadableRecords unreadable)
{
    internal const string SelectAfter = "SELECT position, kind, chat_id, user_id, number, life FROM events WHERE position > ?1 ORDER BY position LIMIT ?2";

    private const string SelectMembers = $"SELECT {SqliteMemberRow.Columns} FROM chat_members AS m WHERE m.chat_id = ?1 ORDER BY m.position";
    private const string SelectAlteration = "SELECT sequence, kind, user_id, emoji FROM alterations WHERE chat_id = ?1 AND change = ?2";

    private const string SelectAsSent = $"{SqliteMessageRecord.Select} WHERE m.chat_id = ?1 AND m.sequence = ?2";

    private const string SelectAsOf =
        $"SELECT {SqliteMessageRecord.Columns} FROM messages AS m {SqliteMessageRecord.WithLifeAt} ?3 WHERE m.chat_id = ?1 AND m.sequence = ?2";

    /// <summary>Along the index <c>chat_settings_archived</c>.</summary>
    private const string SelectArchived = $"SELECT {SqliteChatSettingsRepository.Columns} FROM chat_settings WHERE chat_id = ?1 AND archived_at < ?2";

    private const string SelectGrant = "SELECT amount, balance_after FROM ledger WHERE owner_id = ?1 AND number = ?2";

    private const string SelectTime = "SELECT created_at FROM messages WHERE chat_id = ?1 AND sequence = ?2";

    private readonly Dictionary<Id<Chat>, List<Member>> members = [];

    /// <summary>The events after a position. One that can't be read, or is nobody's concern any more, is null: its position is one to go on from all the same.</summary>
    public List<(long Position, StoreEvent? Event)> Read(long after, int limit)
    {
        var rows = session.Statement(SelectAfter).Bind(1, after).Bind(2, limit).List(row => new Row(
            row.Int64(0), row.Text(1), row.ReadIdOrNull<Chat>(2), row.ReadIdOrNull<User>(3), row.Int64(4), row.TextOrNull(5)));
        return rows.ConvertAll(row => (row.Position, Read(row)));
    }

    private StoreEvent? Read(Row row) => row switch
    {
        { Kind: SqliteEventLog.Sent, ChatId: { } chatId } => Created(chatId, row.Number),
        { Kind: SqliteEventLog.Updated, ChatId: { } chatId } => new MessageUpdated(MessageAt(chatId, row.Number), IdsOf(chatId, member => member.Sees(row.Number))),
        { Kind: SqliteEventLog.Read, ChatId: { } chatId, UserId: { } reader } =>
            CanHave(reader, chatId, row.Number) ? new MessageRead(chatId, reader, row.Number, IdsOf(chatId)) : null,
        { Kind: SqliteEventLog.Altered, ChatId: { } chatId, Life: { } life } => Altered(chatId, row.Number, life) ?? UnknownEvent(row.Position),
        { Kind: SqliteEventLog.Delivered, ChatId: { } chatId, UserId: { } member } =>
            CanHave(member, chatId, row.Number) ? new MessageDelivered(chatId, member, row.Number, IdsOf(chatId)) : null,
        { Kind: SqliteEventLog.Credits, UserId: { } owner } => new CreditsChanged(owner, row.Number),
        { Kind: SqliteEventLog.ChatOpened, ChatId: { } chatId, Life: { } life } => ReadOrUnknown(row, () => Opened(chatId, life)),
        { Kind: SqliteEventLog.ChatChanged, ChatId: { } chatId, Life: { } life } => ReadOrUnknown(row, () => Changed(chatId, row.Number, life) ?? UnknownEvent(row.Position)),
        { Kind: SqliteEventLog.Settings, ChatId: { } chatId, UserId: { } owner } => ReadOrUnknown(row, () => Settings(chatId, owner)),
        { Kind: SqliteEventLog.User, UserId: { } userId, Life: { } life } => ReadOrUnknown(row, () => new UserUpdated(SqliteUserEntry.Read(life, userId))),
        { Kind: SqliteEventLog.Block, ChatId: { } chatId, UserId: { } userId, Number: 0 or 1 } => Blocked(chatId, userId, row.Number == 1) ?? UnknownEvent(row.Position),
        { Kind: SqliteEventLog.Grant, UserId: { } userId } => Granted(userId, row.Number) ?? UnknownEvent(row.Position),
        _ => UnknownEvent(row.Position),
    };

    /// <summary>The two of a direct chat are always the same. Null if they can't be read.</summary>
    private BlockChanged? Blocked(Id<Chat> chatId, Id<User> userId, bool isBlocked) =>
        MembersOf(chatId) is [var one, var other] && (one.UserId == userId || other.UserId == userId)
            ? new BlockChanged(userId, one.UserId == userId ? other.UserId : one.UserId, isBlocked)
            : null;

    /// <summary>An entry of the ledger never changes. Null if it is not there.</summary>
    private CreditsGranted? Granted(Id<User> owner, long number) =>
        session.Statement(SelectGrant).Bind(1, owner).Bind(2, number).First(row => new CreditsGranted(owner, row.Int64(0), row.Int64(1)));

    private MessageCreated Created(Id<Chat> chatId, long number)
    {
        var message = MessageAsSent(chatId, number);
        var recipients = IdsOf(chatId, member => member.LineChange <= message.Change);
        return new MessageCreated(message, recipients) { Archived = message.Readable is { } sent ? EndedBy(sent, recipients) : [] };
    }

    /// <summary>The settings of those for whom this message, and none before it, ends that the chat is archived.</summary>
    private List<ChatSettings> EndedBy(Message message, List<Id<User>> recipients)
    {
        var archived = session.Statement(SelectArchived).Bind(1, message.ChatId).Bind(2, message.Sequence)
            .List(row => unreadable.ReadOr(row, static known => SqliteChatSettingsRepository.Read(known), static _ => (ChatSettings?)null));
        if (archived.Count == 0)
            return [];
        var before = session.Statement(SelectTime).Bind(1, message.ChatId).Bind(2, message.Sequence - 1).First(row => (DateTime?)row.Time(0));
        return
        [
            .. archived.OfType<ChatSettings>().Where(settings => recipients.Contains(settings.UserId)
                && settings.EndedBy(message.Sequence, message.CreatedAt) is not null
                && (before is not { } sentAt || settings.EndedBy(message.Sequence - 1, sentAt) is null)),
        ];
    }

    private ChatOpened? Opened(Id<Chat> chatId, string life) =>
        new(SqliteChatBeginning.Read(life, chatId), IdsOf(chatId, member => member.LineChange == 0));

    /// <summary>Null if it is of a kind that this version doesn't know.</summary>
    private ChatChanged? Changed(Id<Chat> chatId, long change, string life)
    {
        var snapshot = SqliteChatSnapshot.Read(life);
        if (snapshot.What is not { } what)
            return null;
        var present = MembersOf(chatId).FindAll(member => member.LineChange <= change);
        List<Id<User>> recipients = [.. present.Select(member => member.UserId)];
        if (what is ChatEvent.MemberRemoved or ChatEvent.MemberLeft && snapshot.UserId is { } gone && !recipients.Contains(gone))
            recipients.Add(gone);
        return new ChatChanged(snapshot.ToSnapshot(chatId, change), what, snapshot.UserId, what == ChatEvent.MemberAdded ? present : [], recipients);
    }

    /// <summary>Null if the chat is none of theirs any more.</summary>
    private ChatSettingsChanged? Settings(Id<Chat> chatId, Id<User> userId) =>
        SqliteChatSettingsRepository.Find(session, userId, chatId) is { } settings && SqliteChatRepository.Find(session, chatId) is { } chat && chat.HasMember(userId)
            ? new ChatSettingsChanged(settings, settings.IsArchivedIn(chat))
            : null;

    private StoredMessage MessageAt(Id<Chat> chatId, long number) => messages.Find(session, chatId, number) ?? Missing(chatId, number);

    private StoredMessage MessageAsSent(Id<Chat> chatId, long number) =>
        session.Statement(SelectAsSent).Bind(1, chatId).Bind(2, number).First(row => (StoredMessage?)unreadable.ReadOr(
            row,
            static known => (StoredMessage)SqliteMessageRecord.ReadAsSent(known),
            static lost => new StoredMessage(SqliteMessageRecord.PlaceAsSent(lost)))) ?? Missing(chatId, number);

    /// <summary>Null if the alteration is not there, or of a kind that this version doesn't know.</summary>
    private MessageAltered? Altered(Id<Chat> chatId, long change, string life)
    {
        var (sequence, kind, userId, emoji) = session.Statement(SelectAlteration).Bind(1, chatId).Bind(2, change).First(row =>
            (row.Int64(0), AlterationKindNames.Parse(row.Text(1)), row.ReadIdOrNull<User>(2), row.TextOrNull(3)));
        // Taken away, with the message.
        if (emoji is "")
            (userId, emoji) = (null, null);
        if (kind is not { } known)
            return null;
        var then = SqliteLife.ReadOrNull(life);
        var message = session.Statement(SelectAsOf).Bind(1, chatId).Bind(2, sequence).Bind(3, (long)(then?.Version ?? 0)).First(row => (StoredMessage?)unreadable.ReadOr(
            row,
            found => (StoredMessage)SqliteMessageRecord.ReadAsOf(found, then, change),
            lost => new StoredMessage(SqliteMessageRecord.PlaceOf(lost) with { Change = change })));
        return message is { } altered
            ? new MessageAltered(altered, known, userId, emoji, IdsOf(chatId, member => member.LineChange <= change))
            {
                Unseeing = IdsOf(chatId, member => member.LineChange <= change && !member.Sees(sequence)),
            }
            : null;
    }

    private StoredMessage Missing(Id<Chat> chatId, long number)
    {
        var missing = new UnreadableMessage(null, chatId, number, null);
        unreadable.Report(missing.ToException());
        return new StoredMessage(missing);
    }

    private StoreEvent? ReadOrUnknown(Row row, Func<StoreEvent?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidDataException or UnreadableRecordException)
        {
            unreadable.Report($"event {row.Position}", exception);
            return null;
        }
    }

    private StoreEvent? UnknownEvent(long position)
    {
        unreadable.Report($"event {position}", null);
        return null;
    }

    /// <summary>Whether the user is a member who sees the message: a marker of an earlier membership is none of this one.</summary>
    private bool CanHave(Id<User> userId, Id<Chat> chatId, long sequence) => MembersOf(chatId).Exists(member => member.UserId == userId && member.Sees(sequence));

    private List<Id<User>> IdsOf(Id<Chat> chatId) => MembersOf(chatId).ConvertAll(member => member.UserId);

    private List<Id<User>> IdsOf(Id<Chat> chatId, Predicate<Member> isTold)
    {
        var told = new List<Id<User>>();
        foreach (var member in MembersOf(chatId))
        {
            if (isTold(member))
                told.Add(member.UserId);
        }

        return told;
    }

    private List<Member> MembersOf(Id<Chat> chatId)
    {
        if (!members.TryGetValue(chatId, out var known))
        {
            var found = session.Statement(SelectMembers).Bind(1, chatId)
                .List(row => unreadable.ReadOr(row, ReadMember, static _ => null));
            members.Add(chatId, known = found.FindAll(member => member is not null).ConvertAll(member => member!.Value));
        }

        return known;
    }

    private static Member? ReadMember(SqliteStatement row) => row.Readable(
        static row => $"member {Convert.ToHexStringLower(row.Blob(0))}", static row => (Member?)SqliteMemberRow.Read(row, 0));

    private readonly record struct Row(long Position, string Kind, Id<Chat>? ChatId, Id<User>? UserId, long Number, string? Life);
}
