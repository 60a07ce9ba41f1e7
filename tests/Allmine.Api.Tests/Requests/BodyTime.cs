using Allmine.Api.Http.Bodies;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Requests;

/// <summary>A clock that a test moves, and that tells whether the service waits for the bytes of a body.</summary>
internal sealed class BodyTime() : FakeTimeProvider(System.GetUtcNow())
{
    private int waits;
    private volatile bool isWaiting;
    private volatile bool isOver;

    /// <summary>How often the service has begun to wait.</summary>
    public int Waits => Volatile.Read(ref waits);

    /// <summary>Whether it waits now.</summary>
    public bool IsWaiting => isWaiting;

    /// <summary>Whether it has waited for as long as it does.</summary>
    public bool IsOver => isOver;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        state is PacedBodyReader
            ? new WatchedTimer(this, base.CreateTimer(reader => End(callback, reader), state, dueTime, period))
            : base.CreateTimer(callback, state, dueTime, period);

    private void End(TimerCallback callback, object? reader)
    {
        isOver = true;
        callback(reader);
    }

    private sealed class WatchedTimer(BodyTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            time.isWaiting = dueTime != Timeout.InfiniteTimeSpan;
            if (time.isWaiting)
                Interlocked.Increment(ref time.waits);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
