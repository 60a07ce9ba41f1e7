namespace Allmine.Application.Tests.Fakes;

/// <summary>Time that passes so many times faster than <see cref="Pace"/>, for what goes on by itself over minutes.</summary>
internal sealed class RushedTime(double factor) : TimeProvider
{
    private readonly TimeSpan beginning = Pace.Elapsed;
    private long skipped;
    private long looks;

    /// <summary>How often anybody has asked what time it is.</summary>
    public long Looks => Volatile.Read(ref looks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)((Pace.Elapsed - beginning).Ticks * factor) + Volatile.Read(ref skipped);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref looks);
        return new DateTimeOffset(Samples.Noon).AddTicks(GetTimestamp());
    }

    /// <summary>Lets so much time go by at once; whoever waits does not notice.</summary>
    public void Skip(TimeSpan time) => Interlocked.Add(ref skipped, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Rushed(dueTime), Rushed(period));

    private TimeSpan Rushed(TimeSpan time) => time <= TimeSpan.Zero ? time : TimeSpan.FromTicks((long)Math.Ceiling(time.Ticks / factor));
}
