using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>The events that are kept, in the table <c>feed</c>. An event that can't be read is passed over, and those behind it have its turn.</summary>
internal sealed class SqliteFeedLog(SqliteDatabase database, UnreadableRecords unreadable) : IFeedLog
{
    private const string Above = "f.number > max(?1, (SELECT floor FROM feed_state))";

    /// <summary>The names of types, each between blanks: so it is one text whatever they are. An empty one is for all.</summary>
    private const string OfTypes = "(?3 = '' OR instr(?3, ' ' || f.type || ' ') > 0)";

    private const string Within = $"{Above} AND f.number <= ?2 AND {OfTypes}";

    private const string SelectForward = $"{SqliteFeedEntry.Select} WHERE {Within} ORDER BY f.number";

    private const string SelectBack = $"{SqliteFeedEntry.Select} WHERE {Above} AND f.number < ?2 AND {OfTypes} ORDER BY f.number DESC";

    private const string SelectOfPartition = $"{SqliteFeedEntry.Select} WHERE f.partition = ?4 AND {Within} ORDER BY f.number";

    private const string Count = $"SELECT count(*) FROM (SELECT 1 FROM feed AS f WHERE f.partition = ?4 AND {Within} LIMIT ?5)";

    /// <summary>Each half comes along its index in the order of the numbers, and they are merged as they are read.</summary>
    private const string SelectOfLane = $"""
        {SqliteFeedEntry.Select} WHERE f.lane = ?4 AND f.change IS NOT NULL AND {Within}
        UNION ALL
        {SqliteFeedEntry.Select} WHERE f.lane = ?4 AND f.change IS NULL AND {Within}
        ORDER BY 1
        """;

    private const string SelectLastChange = $"{SqliteFeedEntry.Select} WHERE f.lane = ?1 AND f.change IS NOT NULL AND f.number <= ?2 ORDER BY f.number DESC LIMIT 1";

    private const string SelectOfMessage = $"{SqliteFeedEntry.Select} WHERE f.message_id = ?2 AND f.is_emptied = 0 AND {Above} ORDER BY f.number";

    public Task<FeedState> ReadStateAsync(CancellationToken cancellationToken) => database.ReadAsync(SqliteFeedState.Read, cancellationToken);

    public Task<FeedState> TakeOverAsync(long epoch, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            session.Statement("UPDATE feed_state SET epoch = ?1 WHERE epoch < ?1").Bind(1, epoch).Run();
            var state = SqliteFeedState.Read(session);
            session.Commit();
            return state;
        },
        cancellationToken);

    public Task<bool> AppendAsync(FeedAppend append, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var state = SqliteFeedState.Read(session);
            if (state.Epoch != append.Epoch || state.Last != append.After)
            {
                session.Rollback();
                return false;
            }

            long[] heads = [.. state.Heads];
            foreach (var entry in append.Entries)
            {
                SqliteFeedEntry.Add(session, entry);
                heads[entry.Partition] = entry.Number;
            }

            foreach (var erasure in append.Erasures)
                SqliteFeedEntry.Erase(session, erasure);
            SqliteFeedState.Write(session, append.After + append.Entries.Count, append.Source, heads);
            session.Commit();
            return true;
        },
        cancellationToken);

    /// <summary>The next trimming takes the data away.</summary>
    public Task<bool> BreakAsync(long epoch, EventPosition source, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            session.Begin();
            var state = SqliteFeedState.Read(session);
            if (state.Epoch == epoch)
            {
                var next = state.Last + 1;
                SqliteFeedState.Write(session, next, source, [.. Enumerable.Repeat(next, FeedEntry.Partitions)]);
                session.Statement("UPDATE feed_state SET floor = last").Run();
            }

            session.Commit();
            return state.Epoch == epoch;
        },
        cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadAsync(long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(session => session.Statement(SelectForward).Bind(1, after).Bind(2, upTo).Bind(3, TextOf(types)), limit, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadBackAsync(long before, long downTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(session => session.Statement(SelectBack).Bind(1, downTo).Bind(2, before).Bind(3, TextOf(types)), limit, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(session => session.Statement(SelectOfPartition).Bind(1, after).Bind(2, upTo).Bind(3, TextOf(types)).Bind(4, partition), limit, cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadLaneAsync(Id<FeedLane> lane, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        ListAsync(session => session.Statement(SelectOfLane).Bind(1, after).Bind(2, upTo).Bind(3, TextOf(types)).Bind(4, lane), limit, cancellationToken);

    public Task<int> CountPartitionAsync(int partition, long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => (int)session.Statement(Count).Bind(1, after).Bind(2, upTo).Bind(3, TextOf(types)).Bind(4, partition).Bind(5, limit).First(row => row.Int64(0)),
            cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadLastChangesAsync(IReadOnlyCollection<Id<FeedLane>> chats, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<FeedEntry>>(
            session =>
            {
                session.BeginSnapshot();
                var last = chats.Select(chat => LastChange(session, chat, long.MaxValue)).OfType<FeedEntry>().ToList();
                session.Commit();
                return last;
            },
            cancellationToken);

    public Task<FeedEntry?> FindLastChangeAsync(Id<FeedLane> chat, long upTo, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LastChange(session, chat, upTo), cancellationToken);

    public Task<IReadOnlyList<FeedEntry>> ReadOfMessageAsync(Id<Message> message, long after, int limit, CancellationToken cancellationToken) =>
        ListAsync(session => session.Statement(SelectOfMessage).Bind(1, after).Bind(2, message), limit, cancellationToken);

    public async Task<long> TrimAsync(long epoch, DateTime before, int limit, IReadOnlyCollection<long> boundaries, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync(session => SqliteFeedTrim.RaiseFloor(session, epoch, before, limit), cancellationToken) is not { } risen)
            return 0;
        // Piece by piece, so that sends come in between.
        var kept = $"[{string.Join(',', boundaries)}]";
        while (await database.WriteAsync(session => SqliteFeedTrim.TryTidy(session, kept), cancellationToken))
        {
        }

        return risen;
    }

    private static string TextOf(IReadOnlyCollection<FeedType> types) =>
        types.Distinct().Count() == FeedTypeNames.All.Count ? string.Empty : $" {string.Join(' ', types.Select(FeedTypeNames.NameOf))} ";

    private Task<IReadOnlyList<FeedEntry>> ListAsync(Func<SqliteSession, SqliteStatement> find, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<FeedEntry>>(session => [.. find(session).Stream(ReadOrNull).OfType<FeedEntry>().Take(limit)], cancellationToken);

    private FeedEntry? LastChange(SqliteSession session, Id<FeedLane> chat, long upTo) => session.Statement(SelectLastChange).Bind(1, chat).Bind(2, upTo).First(ReadOrNull);

    private FeedEntry? ReadOrNull(SqliteStatement row) => unreadable.ReadOr(row, SqliteFeedEntry.Read, static _ => (FeedEntry?)null);
}
