using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Webhooks;

/// <summary>A clock that stands until it is set, and tells how often one of its timers was given another time.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private int changes;

    public int Changes => Volatile.Read(ref changes);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));

    private sealed class WatchedTimer(WatchedTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            Interlocked.Increment(ref owner.changes);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
