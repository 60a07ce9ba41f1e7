using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Repositories;

internal sealed class SqliteMessageRepository(SqliteDatabase database, UnreadableRecords unreadable) : IMessageRepository
{
    private const string SelectById = $"{SqliteMessageRecord.Select} WHERE m.id = ?1";

    private const string SelectWindow = $"{SqliteMessageRecord.Select} WHERE m.chat_id = ?1 AND m.sequence > ?2 AND m.sequence < ?3 ORDER BY m.sequence";

    private const string SelectOldestFirst = $"{SelectWindow} LIMIT ?4";

    private const string SelectNewestFirst = $"{SelectWindow} DESC LIMIT ?4";

    private const string SelectByNumber = $"{SqliteMessageRecord.Select} WHERE m.chat_id = ?1 AND m.sequence = ?2";

    private const string CountMentions =
        "SELECT count(*) FROM mentions WHERE user_id = ?1 AND chat_id = ?2 AND sequence > ?3 AND sequence <= ?4";

    private const string SelectLastTime =
        "SELECT created_at FROM messages WHERE chat_id = ?1 AND sequence > ?2 AND created_at <= ?3 ORDER BY sequence DESC LIMIT 1";

    /// <summary>Writes messages; false if one of them is stored already, which an earlier commit of an unknown outcome has done.</summary>
    public static bool TryInsert(SqliteSession session, List<Message> messages)
    {
        try
        {
            Insert(session, messages);
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_UNIQUE)
        {
            return false;
        }
    }

    private static void Insert(SqliteSession session, List<Message> messages)
    {
        var statement = session.Statement("""
            INSERT INTO messages (chat_id, sequence, id, sender_id, type, content, media, created_at, transfer_amount, transfer_recipient_id,
                metadata, silent, reply_to_id, reply_to_sequence, mentions, sent_change)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """);
        foreach (var message in messages)
        {
            statement
                .Bind(1, message.ChatId)
                .Bind(2, message.Sequence)
                .Bind(3, message.Id)
                .Bind(4, message.SenderId)
                .Bind(5, MessageKindNames.NameOf(message.Kind))
                .Bind(6, message.Content)
                .Bind(7, SqliteMedia.Write(message.Media))
                .Bind(8, message.CreatedAt)
                .Bind(9, message.Transfer?.Amount)
                .Bind(10, message.Transfer?.RecipientId)
                .Bind(11, message.Attributes.Metadata)
                .Bind(12, message.Attributes.IsSilent ? 1L : 0L)
                .Bind(13, message.Attributes.ReplyTo?.Id)
                .Bind(14, message.Attributes.ReplyTo?.Sequence)
                .Bind(16, message.SentChange == message.Sequence ? null : (long?)message.SentChange);
            BindMentions(statement, message.Attributes.Mentions);
            statement.Run();
        }

        foreach (var message in messages)
        {
            if (message.Attributes.Mentions.Count > 0)
                InsertMentions(session, message);
        }
    }

    private static void BindMentions(SqliteStatement statement, IReadOnlyList<Id<User>> mentions)
    {
        if (mentions.Count == 0)
        {
            statement.Bind(15, (string?)null);
            return;
        }

        Span<byte> bytes = stackalloc byte[MessageAttributes.MaxMentions * Id<User>.Size];
        for (var i = 0; i < mentions.Count; i++)
            mentions[i].WriteTo(bytes[(i * Id<User>.Size)..]);
        statement.Bind(15, bytes[..(mentions.Count * Id<User>.Size)]);
    }

    private static void InsertMentions(SqliteSession session, Message message)
    {
        var statement = session.Statement("INSERT INTO mentions (user_id, chat_id, sequence) VALUES (?1, ?2, ?3)");
        foreach (var mentioned in message.Attributes.Mentions)
            statement.Bind(1, mentioned).Bind(2, message.ChatId).Bind(3, message.Sequence).Run();
    }

    /// <summary>The message with that identifier; null if there is none.</summary>
    public StoredMessage? Find(SqliteSession session, Id<Message> id) =>
        session.Statement(SelectById).Bind(1, id).First(row => (StoredMessage?)ReadStored(row));

    public Task<IReadOnlyDictionary<Id<Chat>, long>> CountMentionsAsync(
        Id<User> userId, IReadOnlyCollection<MentionWindow> windows, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<Id<Chat>, long>>(
            session =>
            {
                var statement = session.Statement(CountMentions);
                return windows.ToDictionary(
                    window => window.ChatId,
                    window => statement.Bind(1, userId).Bind(2, window.ChatId).Bind(3, window.After).Bind(4, window.UpTo).First(row => row.Int64(0)));
            },
            cancellationToken);

    /// <summary>The message of that number; null if there is none.</summary>
    public StoredMessage? Find(SqliteSession session, Id<Chat> chatId, long sequence) =>
        session.Statement(SelectByNumber).Bind(1, chatId).Bind(2, sequence).First(row => (StoredMessage?)ReadStored(row));

    public Task<StoredMessage?> FindAsync(Id<Message> id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, id), cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            session => session
                .Statement(window.OldestFirst ? SelectOldestFirst : SelectNewestFirst)
                .Bind(1, chatId)
                .Bind(2, Math.Max(window.After ?? 0, window.SeesFrom - 1))
                .Bind(3, window.Before ?? long.MaxValue)
                .Bind(4, window.Limit)
                .List(ReadStored),
            cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(
            session => [.. numbers.Select(number => Find(session, number.ChatId, number.Sequence)).OfType<StoredMessage>()], cancellationToken);

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<Id<Message>> ids, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredMessage>>(session => [.. ids.Select(id => Find(session, id)).OfType<StoredMessage>()], cancellationToken);

    public Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<ChatAsOf> moments, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<Id<Chat>, DateTime>>(
            session =>
            {
                var statement = session.Statement(SelectLastTime);
                var times = new Dictionary<Id<Chat>, DateTime>();
                foreach (var moment in moments)
                {
                    if (statement.Bind(1, moment.ChatId).Bind(2, moment.After).Bind(3, moment.At).First(row => (DateTime?)row.Time(0)) is { } time)
                        times.Add(moment.ChatId, time);
                }

                return times;
            },
            cancellationToken);

    /// <summary>The message in a row of <see cref="SqliteMessageRecord.Select"/>, as it is now.</summary>
    public StoredMessage ReadStored(SqliteStatement row) => unreadable.ReadOr(
        row,
        static known => (StoredMessage)SqliteMessageRecord.Read(known),
        static lost => new StoredMessage(SqliteMessageRecord.PlaceOf(lost)));
}
