using System.Diagnostics;

namespace Allmine.Application.Tests.Fakes;

/// <summary>
/// Time that passes no faster than this process gets on: what it stands still for, because the machine is busy with something else,
/// is hardly any. A thread that waits for its turn finds no lease lapsed and no pause over that it had no time to use.
/// </summary>
internal static class Pace
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>What passes at most from one beat to the next.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(20);

    private static volatile Beat last = new(TimeSpan.Zero, Stopwatch.GetTimestamp());

    static Pace() => _ = Task.Run(GoOnAsync);

    /// <summary>Since the first look; it never goes back.</summary>
    public static TimeSpan Elapsed => last.Elapsed;

    /// <summary>On the same threads as what is tested: where those are all busy, no time passes.</summary>
    private static async Task GoOnAsync()
    {
        while (true)
        {
            await Task.Delay(Pause);
            var now = Stopwatch.GetTimestamp();
            last = new Beat(last.ElapsedAt(now), now);
        }
    }

    private sealed record Beat(TimeSpan Before, long At)
    {
        public TimeSpan Elapsed => ElapsedAt(Stopwatch.GetTimestamp());

        public TimeSpan ElapsedAt(long timestamp)
        {
            var since = Stopwatch.GetElapsedTime(At, timestamp);
            return Before + (since < Most ? since : Most);
        }
    }
}
