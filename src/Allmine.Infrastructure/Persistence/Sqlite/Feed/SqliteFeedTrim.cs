using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>
/// Removes the oldest events. The floor rises first. Then the data below it are taken away, each in its place. Rows are removed last, far below: SQLite may move the rows beside one that
/// is removed, and leave a copy of them where they were; so there must be no words near it (decision 0061).
/// </summary>
internal static class SqliteFeedTrim
{
    /// <summary>So many rows below the floor are empty, and stay.</summary>
    public const int Margin = 1_000;

    /// <summary>So many rows are written at once: sends wait no longer for it.</summary>
    private const int RowsAtOnce = 1_000;

    private const string SelectOldest = "SELECT number, created_at FROM feed WHERE number > ?1 ORDER BY number";

    private const string SelectProgress = "SELECT floor, emptied, swept FROM feed_state";

    private const string Empty = "UPDATE feed SET is_emptied = 1, data = '' WHERE number > ?1 AND number <= ?2 AND is_emptied = 0";

    private const string RemoveTombstones = "DELETE FROM feed_tombstones WHERE number > ?1 AND number <= ?2";

    private const string RemoveOthers = "DELETE FROM feed WHERE number > ?1 AND number <= ?2 AND change IS NULL";

    /// <summary>
    /// Of the chats that have changes here, those that another one follows in what is swept then, without a boundary between them. So each chat has its last one in all that was swept, and
    /// those up to a boundary.
    /// </summary>
    private const string RemoveEarlierChanges = """
        DELETE FROM feed WHERE number IN (
            SELECT number
            FROM (
                SELECT number, lead(number) OVER (PARTITION BY lane ORDER BY number) AS next
                FROM feed
                WHERE change IS NOT NULL AND number <= ?2 AND lane IN (SELECT lane FROM feed WHERE number > ?1 AND number <= ?2 AND change IS NOT NULL))
            WHERE next IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS boundary WHERE boundary.value >= number AND boundary.value < next))
        """;

    /// <returns>By how many events the floor has risen; null if the epoch is another one.</returns>
    public static long? RaiseFloor(SqliteSession session, long epoch, DateTime before, int limit)
    {
        session.Begin();
        var state = SqliteFeedState.Read(session);
        if (state.Epoch != epoch)
        {
            session.Rollback();
            return null;
        }

        var oldest = session.Statement(SelectOldest).Bind(1, state.Floor).Stream(row => (Number: row.Int64(0), At: row.Time(1)));
        var floor = oldest.Take(limit).TakeWhile(entry => entry.At < before).Select(entry => entry.Number).DefaultIfEmpty(state.Floor).Last();
        session.Statement("UPDATE feed_state SET floor = ?1").Bind(1, floor).Run();
        session.Commit();
        return floor - state.Floor;
    }

    /// <summary>Does some of what is left to do below the floor.</summary>
    /// <param name="session">Where.</param>
    /// <param name="boundaries">As JSON: of each chat the last change up to each of these stays.</param>
    /// <returns>Whether there was any.</returns>
    public static bool TryTidy(SqliteSession session, string boundaries)
    {
        session.Begin();
        var (floor, emptied, swept) = session.Statement(SelectProgress).First(row => (row.Int64(0), row.Int64(1), row.Int64(2)));
        if (emptied < floor)
        {
            var upTo = Math.Min(emptied + RowsAtOnce, floor);
            session.Statement(Empty).Bind(1, emptied).Bind(2, upTo).Run();
            session.Statement(RemoveTombstones).Bind(1, emptied).Bind(2, upTo).Run();
            session.Statement("UPDATE feed_state SET emptied = ?1").Bind(1, upTo).Run();
            session.Commit();
            return true;
        }

        if (swept < emptied - Margin)
        {
            var upTo = Math.Min(swept + RowsAtOnce, emptied - Margin);
            session.Statement(RemoveOthers).Bind(1, swept).Bind(2, upTo).Run();
            session.Statement(RemoveEarlierChanges).Bind(1, swept).Bind(2, upTo).Bind(3, boundaries).Run();
            session.Statement("UPDATE feed_state SET swept = ?1").Bind(1, upTo).Run();
            session.Commit();
            return true;
        }

        session.Rollback();
        return false;
    }
}
