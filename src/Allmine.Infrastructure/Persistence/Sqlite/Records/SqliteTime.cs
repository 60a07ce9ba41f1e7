namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>Times as they are stored: milliseconds since 1970-01-01 UTC.</summary>
internal static class SqliteTime
{
    public static long Milliseconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    public static DateTime Of(long milliseconds) => DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond);
}
