using System.Text.Json;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>An event of the feed, as the table <c>feed</c> has it.</summary>
internal static class SqliteFeedEntry
{
    /// <summary>The columns that <see cref="Read"/> reads. The number is the first of them.</summary>
    public const string Columns =
        "f.number, f.id, f.type, f.lane, f.chat_id, f.change, f.message_id, f.created_at, f.priors, f.data, t.data, (SELECT floor FROM feed_state)";

    /// <summary>Up to a WHERE.</summary>
    public const string Select = $"SELECT {Columns} FROM feed AS f LEFT JOIN feed_tombstones AS t ON t.number = f.number";

    private const string Insert = """
        INSERT INTO feed (number, id, type, lane, partition, chat_id, change, message_id, created_at, priors, is_emptied, data)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """;

    private const string Empty = "UPDATE feed SET is_emptied = 1, data = '' WHERE number = ?1 AND number > (SELECT floor FROM feed_state)";

    private const string PutTombstone = "INSERT INTO feed_tombstones (number, data) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET data = excluded.data";

    /// <summary>To be called in a transaction.</summary>
    public static void Add(SqliteSession session, FeedEntry entry)
    {
        session.Statement(Insert)
            .Bind(1, entry.Number)
            .Bind(2, entry.Id)
            .Bind(3, FeedTypeNames.NameOf(entry.Type))
            .Bind(4, entry.Lane)
            .Bind(5, entry.Partition)
            .Bind(6, entry.ChatId)
            .Bind(7, entry.Change)
            .Bind(8, entry.MessageId)
            .Bind(9, entry.CreatedAt)
            .Bind(10, SqliteFeedPriors.Write(entry.Priors))
            .Bind(11, entry.IsErased ? 1L : 0L)
            .Bind(12, entry.IsErased ? string.Empty : entry.Data)
            .Run();
        if (entry.IsErased)
            Tell(session, entry.Number, entry.Data);
    }

    /// <summary>Takes the data away, unless the event is gone; to be called in a transaction.</summary>
    public static void Erase(SqliteSession session, FeedErasure erasure)
    {
        if (session.Statement(Empty).Bind(1, erasure.Number).Run() == 1)
            Tell(session, erasure.Number, erasure.Data);
    }

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static FeedEntry Read(SqliteStatement row) => row.Readable(static row => $"event {row.Int64(0)} of the feed", ReadColumns);

    private static FeedEntry ReadColumns(SqliteStatement row)
    {
        // Whoever asks for a chat's last change gets it without its data, also where nobody has come by to take them away yet.
        var isGone = row.Int64(0) <= row.Int64(11);
        var (isErased, data) = (!isGone && !row.IsNull(10), row.IsNull(10) ? 9 : 10);
        if (!isGone)
            DemandJson(row.Utf8(data));
        return new FeedEntry
        {
            Number = row.Int64(0),
            Id = row.ReadId<FeedEntry>(1),
            Type = FeedTypeNames.TryParse(row.Text(2), out var type) ? type : throw new InvalidDataException($"The type {row.Text(2)} is unknown."),
            Lane = row.ReadId<FeedLane>(3),
            ChatId = row.ReadIdOrNull<Chat>(4),
            Change = row.Int64OrNull(5),
            MessageId = row.ReadIdOrNull<Message>(6),
            CreatedAt = row.Time(7),
            Priors = row.IsNull(8) ? [] : SqliteFeedPriors.Read(row.Utf8(8)),
            Data = isGone ? string.Empty : row.Text(data),
            IsErased = isErased,
        };
    }

    private static void Tell(SqliteSession session, long number, string data) => session.Statement(PutTombstone).Bind(1, number).Bind(2, data).Run();

    /// <summary>It goes into answers as it is: a damaged one would spoil those of all the others.</summary>
    private static void DemandJson(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
            reader.Skip();
    }
}
