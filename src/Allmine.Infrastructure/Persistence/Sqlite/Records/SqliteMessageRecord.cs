using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>
/// A message out of its three parts: the row that it was sent with (m), what has become of it (l), and the words of an edit (v). Every query for messages has these
/// columns first.
/// </summary>
internal static class SqliteMessageRecord
{
    public const string Columns = "m.id, m.chat_id, m.sequence, m.sender_id, m.type, m.content, m.media, m.created_at, m.transfer_amount, m.transfer_recipient_id, "
        + "m.metadata, m.silent, m.reply_to_id, m.reply_to_sequence, m.mentions, m.sent_change, l.change, l.life, v.version, v.content, v.metadata";

    /// <summary>How many <see cref="Columns"/> there are.</summary>
    public const int ColumnCount = 21;

    /// <summary>What goes behind <c>messages AS m</c>, for messages as they are now.</summary>
    public const string WithLife = $"{WithLifeAt} l.version";

    /// <summary>The same, for messages with the words of the version whose number comes behind it.</summary>
    public const string WithLifeAt = "LEFT JOIN lives AS l ON l.chat_id = m.chat_id AND l.sequence = m.sequence "
        + "LEFT JOIN alterations AS v ON v.message_id = m.id AND v.version =";

    public const string Select = $"SELECT {Columns} FROM messages AS m {WithLife}";

    private const int Content = 5;
    private const int Metadata = 10;
    private const int SentChange = 15;
    private const int Change = 16;
    private const int Life = 17;
    private const int Version = 18;

    /// <summary>The message as it is now.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static Message Read(SqliteStatement row) => row.Readable(RecordIn, static row => LifeIn(row) is { } life ? Build(row, life, row.Int64(Change)) : Build(row));

    /// <summary>The message as it was sent; if it is deleted, its place.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static Message ReadAsSent(SqliteStatement row) => row.Readable(
        RecordIn, static row => LifeIn(row) is { DeletedAt: not null } life ? Build(row, life, row.Int64(Change)).AsOf(MessageLife.Untouched) : Build(row));

    /// <summary>The message as it was after a change; if it is deleted, its place. The words of that version have been asked for (<see cref="WithLifeAt"/>).</summary>
    /// <param name="row">Its row.</param>
    /// <param name="life">What had become of it by then; null if that can't be read.</param>
    /// <param name="change">The number of the change.</param>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static Message ReadAsOf(SqliteStatement row, SqliteLife? life, long change) => row.Readable(
        RecordIn,
        row => LifeIn(row) is { DeletedAt: not null } now
            ? Build(row, now, row.Int64(Change)).AsOf(MessageLife.Untouched with { Change = change })
            : Build(row, life ?? throw new InvalidDataException($"What had become of it by change {change} can't be read."), change));

    /// <summary>What stands for a message that can't be read. The columns of its place are keys, and are always what they should be.</summary>
    public static UnreadableMessage PlaceOf(SqliteStatement row) =>
        new(row.ReadId<Message>(0), row.ReadId<Chat>(1), row.Int64(2), row.Time(7)) { Change = row.Int64OrNull(Change) ?? SentChangeIn(row) };

    /// <summary>The same, for the message as it was sent.</summary>
    public static UnreadableMessage PlaceAsSent(SqliteStatement row) => PlaceOf(row) with { Change = SentChangeIn(row) };

    private static long SentChangeIn(SqliteStatement row) => row.Int64OrNull(SentChange) ?? row.Int64(2);

    private static SqliteLife? LifeIn(SqliteStatement row) => row.IsNull(Life) ? null : SqliteLife.Read(row.Utf8(Life));

    private static Message Build(SqliteStatement row) => Build(row, null, MessageLife.Untouched, Content, Metadata);

    private static Message Build(SqliteStatement row, SqliteLife stored, long change)
    {
        var life = stored.ToLife(change);
        if (life.Version == 1 || life.DeletedAt is not null)
            return Build(row, stored.ThumbnailKey, life, Content, Metadata);
        return row.Int64OrNull(Version) == life.Version
            ? Build(row, stored.ThumbnailKey, life, Version + 1, Version + 2)
            : throw new InvalidDataException($"The words of version {life.Version} are missing.");
    }

    private static Message Build(SqliteStatement row, string? thumbnailKey, MessageLife life, int content, int metadata)
    {
        var header = new MessageHeader(row.ReadId<Message>(0), row.ReadId<Chat>(1), row.Int64(2), row.ReadId<User>(3), row.Time(7))
        {
            Attributes = AttributesIn(row, metadata),
            Change = row.Int64OrNull(SentChange),
            Life = life,
        };
        var kind = MessageKindNames.Parse(row.Text(4))
            ?? throw new InvalidDataException($"The message {header.Id} is stored as one of type '{row.Text(4)}', which this version can't read.");
        var transfer = kind == MessageKind.CreditTransfer ? new CreditTransfer(row.Int64(8), row.ReadId<User>(9)) : null;
        var media = SqliteMedia.Read(row.TextOrNull(6));
        return Message.Restore(
            kind, header, row.TextOrNull(content), media is not null && thumbnailKey is not null ? media with { ThumbnailKey = thumbnailKey } : media, transfer);
    }

    private static MessageAttributes AttributesIn(SqliteStatement row, int metadata)
    {
        if (row.IsNull(metadata) && row.Int64(11) == 0 && row.IsNull(12) && row.IsNull(14))
            return MessageAttributes.None;
        var reply = row.ReadIdOrNull<Message>(12) is { } id ? new MessageReference(id, row.Int64(13)) : null;
        return new MessageAttributes(
            row.TextOrNull(metadata), row.Int64(11) != 0, reply, row.IsNull(14) ? [] : [.. row.Blob(14).Chunk(Id<User>.Size).Select(user => Id<User>.FromBytes(user))]);
    }

    private static string RecordIn(SqliteStatement row) => $"message {Convert.ToHexStringLower(row.Blob(0))}";
}
