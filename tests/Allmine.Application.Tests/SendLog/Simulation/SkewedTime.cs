namespace Allmine.Application.Tests.SendLog.Simulation;

/// <summary>The clock of one node: time passes as for everybody, but it shows another hour.</summary>
internal sealed class SkewedTime(SimulatedTime time, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
