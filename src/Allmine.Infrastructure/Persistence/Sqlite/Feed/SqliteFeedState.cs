using System.Buffers.Binary;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Feed;

/// <summary>The one row of the table <c>feed_state</c>. The numbers of the heads are 8 bytes each, the highest first, one behind the other.</summary>
internal static class SqliteFeedState
{
    public static FeedState Read(SqliteSession session) => session.Statement("SELECT last, floor, source, epoch, heads FROM feed_state").First(ReadColumns)!;

    /// <summary>What an append changes of it.</summary>
    public static void Write(SqliteSession session, long last, EventPosition source, IReadOnlyList<long> heads) =>
        session.Statement("UPDATE feed_state SET last = ?1, source = ?2, heads = ?3").Bind(1, last).Bind(2, source.Text).Bind(3, BytesOf(heads)).Run();

    private static FeedState ReadColumns(SqliteStatement row) =>
        new(row.Int64(0), row.Int64(1), row.TextOrNull(2) is { } source ? new EventPosition(source) : null, row.Int64(3), HeadsIn(row.Blob(4)));

    private static long[] HeadsIn(byte[] bytes)
    {
        var heads = new long[FeedEntry.Partitions];
        for (var i = 0; i < heads.Length; i++)
            heads[i] = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(i * sizeof(long)));
        return heads;
    }

    private static byte[] BytesOf(IReadOnlyList<long> heads)
    {
        var bytes = new byte[FeedEntry.Partitions * sizeof(long)];
        for (var i = 0; i < heads.Count; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(i * sizeof(long)), heads[i]);
        return bytes;
    }
}
