using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>Reads the table of events, and waits for the next commit when there are none left. A position is the database's mark and the event's number.</summary>
internal sealed class SqliteEventFeed(SqliteDatabase database, SqliteEventLog log, SqliteMessageRepository messages, UnreadableRecords unreadable) : IEventFeed
{
    internal const string SelectAfter = "SELECT position, kind, chat_id, user_id, number, life FROM events WHERE position > ?1 ORDER BY position LIMIT ?2";
    private const string SelectState = """
        SELECT (SELECT id FROM event_source),
               coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),
               coalesce((SELECT min(position) FROM events), 1)
        """;

    private const string SelectMembers = "SELECT user_id FROM chat_members WHERE chat_id = ?1 ORDER BY position";
    private const string SelectAlteration = "SELECT sequence, kind, user_id, emoji FROM alterations WHERE chat_id = ?1 AND change = ?2";

    private const string SelectAsSent = $"{SqliteMessageRecord.Select} WHERE m.chat_id = ?1 AND m.sequence = ?2";

    private const string SelectAsOf =
        $"SELECT {SqliteMessageRecord.Columns} FROM messages AS m {SqliteMessageRecord.WithLifeAt} ?3 WHERE m.chat_id = ?1 AND m.sequence = ?2";

    private const int BatchSize = 250;
    private const int SourceLength = 16;
    private const int NumberLength = 16;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public int UsualLength => SourceLength + NumberLength;

    public bool IsPosition(string text) =>
        text.Length == SourceLength + NumberLength && !text.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>Positions of another database begin with another mark.</summary>
    public bool IsWithinReach(EventPosition position, EventPosition now) => position.Text.StartsWith(now.Text[..SourceLength], StringComparison.Ordinal);

    /// <summary>A number is found at once, whoever has made it up.</summary>
    public IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken) => ReadAsync(position, cancellationToken);

    public async IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (source, last, oldest) = await database.ReadAsync(
            session => session.Statement(SelectState).First(row => (row.Text(0), row.Int64(1), row.Int64(2))), cancellationToken);
        var position = after is { } given ? NumberIn(given.Text, source) : last;
        if (position > last || position < oldest - 1)
            throw new PositionLostException();
        yield return new FeedItem(PositionOf(source, position));
        while (true)
        {
            var change = log.NextChange;
            var batch = await database.ReadAsync(session => ReadBatch(session, position), cancellationToken);
            foreach (var (number, happened) in batch)
            {
                // Numbers have no gaps: those between were removed while this reader was busy.
                if (number != position + 1)
                    throw new PositionLostException();
                position = number;
                yield return new FeedItem(PositionOf(source, number), happened);
            }

            if (batch.Count == 0)
                await change.WaitAsync(cancellationToken);
        }
    }

    private static EventPosition PositionOf(string source, long number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{source}{number:x16}"));

    private static long NumberIn(string position, string source) =>
        position.StartsWith(source, StringComparison.Ordinal)
        && long.TryParse(position.AsSpan(SourceLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PositionLostException();

    /// <summary>An event that can't be read is null: its position is one to go on from all the same.</summary>
    private List<(long Position, StoreEvent? Event)> ReadBatch(SqliteSession session, long after)
    {
        session.BeginSnapshot();
        var rows = session.Statement(SelectAfter).Bind(1, after).Bind(2, BatchSize).List(row =>
            (Position: row.Int64(0), Kind: row.Text(1), ChatId: row.ReadIdOrNull<Chat>(2), UserId: row.ReadIdOrNull<User>(3), Number: row.Int64(4), Life: row.TextOrNull(5)));
        var members = new Dictionary<Id<Chat>, List<Id<User>>>();
        var events = rows.ConvertAll(row => (row.Position, row switch
        {
            { Kind: SqliteEventLog.Sent, ChatId: { } chatId } => new MessageCreated(MessageAsSent(session, chatId, row.Number), MembersOf(session, chatId, members)),
            { Kind: SqliteEventLog.Updated, ChatId: { } chatId } => new MessageUpdated(MessageAt(session, chatId, row.Number), MembersOf(session, chatId, members)),
            { Kind: SqliteEventLog.Read, ChatId: { } chatId, UserId: { } reader } => new MessageRead(chatId, reader, row.Number, MembersOf(session, chatId, members)),
            { Kind: SqliteEventLog.Altered, ChatId: { } chatId, Life: { } life } =>
                Altered(session, chatId, row.Number, life, MembersOf(session, chatId, members)) ?? UnknownEvent(row.Position),
            { Kind: SqliteEventLog.Delivered, ChatId: { } chatId, UserId: { } member } => new MessageDelivered(chatId, member, row.Number, MembersOf(session, chatId, members)),
            { Kind: SqliteEventLog.Credits, UserId: { } owner } => new CreditsChanged(owner, row.Number),
            _ => UnknownEvent(row.Position),
        }));
        session.Commit();
        return events;
    }

    private StoredMessage MessageAt(SqliteSession session, Id<Chat> chatId, long number) => messages.Find(session, chatId, number) ?? Missing(chatId, number);

    private StoredMessage MessageAsSent(SqliteSession session, Id<Chat> chatId, long number) =>
        session.Statement(SelectAsSent).Bind(1, chatId).Bind(2, number).First(row => (StoredMessage?)unreadable.ReadOr(
            row,
            static known => (StoredMessage)SqliteMessageRecord.ReadAsSent(known),
            static lost => new StoredMessage(SqliteMessageRecord.PlaceAsSent(lost)))) ?? Missing(chatId, number);

    /// <summary>Null if the alteration is not there, or of a kind that this version doesn't know.</summary>
    private MessageAltered? Altered(SqliteSession session, Id<Chat> chatId, long change, string life, List<Id<User>> members)
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
        return message is { } found ? new MessageAltered(found, known, userId, emoji, members) : null;
    }

    private StoredMessage Missing(Id<Chat> chatId, long number)
    {
        var missing = new UnreadableMessage(null, chatId, number, null);
        unreadable.Report(missing.ToException());
        return new StoredMessage(missing);
    }

    private StoreEvent? UnknownEvent(long position)
    {
        unreadable.Report($"event {position}", null);
        return null;
    }

    private static List<Id<User>> MembersOf(SqliteSession session, Id<Chat> chatId, Dictionary<Id<Chat>, List<Id<User>>> known)
    {
        if (!known.TryGetValue(chatId, out var members))
            known.Add(chatId, members = session.Statement(SelectMembers).Bind(1, chatId).List(row => row.ReadId<User>(0)));
        return members;
    }
}
