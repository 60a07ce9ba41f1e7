namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// Time that passes only when it is told to. Its timers fire on the thread that moves it, one after the other, those due
/// at the same moment in the order in which they were set.
/// </summary>
internal sealed class SimulatedTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private long now;
    private long order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(now);

    public override long GetTimestamp() => now;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on to the next timer and fires it; false if there is none.</summary>
    public bool FireNext() => FireNext(long.MaxValue);

    /// <summary>Lets time pass, and fires the timers that become due.</summary>
    public void Advance(TimeSpan duration)
    {
        var until = now + duration.Ticks;
        while (FireNext(until))
        {
        }

        now = Math.Max(now, until);
    }

    private bool FireNext(long until)
    {
        while (alarms.TryPeek(out var alarm, out var priority) && (!alarm.IsCurrent || priority.Due <= until))
        {
            alarms.Dequeue();
            if (!alarm.IsCurrent)
                continue;
            now = Math.Max(now, priority.Due);
            alarm.Timer.Fire();
            return true;
        }

        return false;
    }

    private readonly record struct Alarm(Timer Timer, int Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Rises with each change, which outdates the alarms set before.</summary>
        public int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan)
                throw new NotSupportedException("Nothing here repeats itself.");
            Version++;
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.alarms.Enqueue(new Alarm(this, Version), (time.now + dueTime.Ticks, time.order++));
            return true;
        }

        public void Fire()
        {
            Version++;
            callback(state);
        }

        public void Dispose() => Version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
