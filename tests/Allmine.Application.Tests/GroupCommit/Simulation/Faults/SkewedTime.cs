using Allmine.Application.GroupCommit;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

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
        // What the engine itself does at a time starts rounds, and these have to stay on the scheduler's thread.
        return callback.Method.DeclaringType?.Assembly == typeof(GroupCommitEngine).Assembly
            ? world.Time.CreateTimer(_ => world.Scheduler.Post(given => callback(given), state), null, dueTime, period)
            : world.Time.CreateTimer(callback, state, dueTime, period);
    }
}
