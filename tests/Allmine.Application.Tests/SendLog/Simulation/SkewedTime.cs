namespace Allmine.Application.Tests.SendLog.Simulation;

/// <summary>The clock of one node: time passes as for everybody, but it shows another hour, and fails by chance.</summary>
internal sealed class SkewedTime(SimulatedWorld world, TimeSpan skew) : TimeProvider
{
    public override long TimestampFrequency => world.Time.TimestampFrequency;

    public override long GetTimestamp()
    {
        world.MayThrow("the clock");
        return world.Time.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow()
    {
        world.MayThrow("the clock");
        return world.Time.GetUtcNow() + skew;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        world.MayThrow("the clock");
        return world.Time.CreateTimer(callback, state, dueTime, period);
    }
}
