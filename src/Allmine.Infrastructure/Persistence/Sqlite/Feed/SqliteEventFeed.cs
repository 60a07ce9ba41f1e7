using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>Reads the table of events, and waits for the next commit when there are none left. A position is the database's mark and the event's number.</summary>
internal sealed class SqliteEventFeed(SqliteDatabase database, SqliteEventLog log, SqliteMessageRepository messages, UnreadableRecords unreadable) : IEventFeed
{
    private const string SelectState = """
        SELECT (SELECT id FROM event_source),
               coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),
               coalesce((SELECT min(position) FROM events), 1)
        """;

    /// <summary>Before the oldest row; without any, after the last one that there was.</summary>
    private const string SelectOldest = """
        SELECT (SELECT id FROM event_source),
               coalesce((SELECT min(position) - 1 FROM events), (SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)
        """;

    private const string SelectNewest = "SELECT coalesce(max(position), 0) FROM events";

    private const int BatchSize = 250;
    private const int SourceLength = 16;
    private const int NumberLength = 16;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public int UsualLength => SourceLength + NumberLength;

    public bool IsPosition(string text) =>
        text.Length == SourceLength + NumberLength && !text.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>Positions of another database begin with another mark.</summary>
    public bool IsWithinReach(EventPosition position, EventPosition now) => position.Text.StartsWith(now.Text[..SourceLength], StringComparison.Ordinal);

    public Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Statement(SelectOldest).First(row => PositionOf(row.Text(0), row.Int64(1))), cancellationToken);

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
        // What is there at one moment are whole commits; which events are of one commit is not written down.
        var whole = position;
        while (true)
        {
            var change = log.NextChange;
            var (batch, newest) = await database.ReadAsync(session => ReadBatch(session, position), cancellationToken);
            if (position >= whole)
                whole = newest;
            foreach (var (number, happened) in batch)
            {
                // Numbers have no gaps: those between were removed while this reader was busy.
                if (number != position + 1)
                    throw new PositionLostException();
                position = number;
                yield return new FeedItem(PositionOf(source, number), happened) { IsAmidCommit = number < whole };
            }

            if (batch.Count == 0)
                await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The number of the event that a position stands for, in whichever database.</summary>
    public static long NumberOf(EventPosition position) =>
        long.TryParse(position.Text.AsSpan(SourceLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static EventPosition PositionOf(string source, long number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{source}{number:x16}"));

    private static long NumberIn(string position, string source) =>
        position.StartsWith(source, StringComparison.Ordinal)
        && long.TryParse(position.AsSpan(SourceLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PositionLostException();

    /// <returns>The next events, and the number of the newest one that there is at that moment.</returns>
    private (List<(long Position, StoreEvent? Event)> Batch, long Newest) ReadBatch(SqliteSession session, long after)
    {
        session.BeginSnapshot();
        var batch = new SqliteEventBatch(session, messages, unreadable).Read(after, BatchSize);
        var newest = batch.Count < BatchSize ? after + batch.Count : session.Statement(SelectNewest).First(row => row.Int64(0));
        session.Commit();
        return (batch, newest);
    }
}
