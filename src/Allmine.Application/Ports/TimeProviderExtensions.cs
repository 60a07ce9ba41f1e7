namespace Allmine.Application.Ports;

public static class TimeProviderExtensions
{
    /// <summary>The time in UTC, cut to whole milliseconds, which is what stores keep.</summary>
    public static DateTime GetUtcMilliseconds(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
    }
}
