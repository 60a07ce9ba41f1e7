using System.Diagnostics;

namespace Allmine.Tests.Timing;

/// <summary>
/// How long this process stood still because the machine was busy with something else: by how much short pauses, one after
/// the other, were too long. Nothing on a machine that has time, where promises are then held to the letter.
/// </summary>
internal sealed class Standstill : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What a pause may be too long by on any machine.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource enough = new();
    private long ticks;

    public Standstill() => _ = MeasureAsync(enough.Token);

    /// <summary>Since this was made.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    /// <summary>How long a call took, less what the process stood still meanwhile.</summary>
    public async Task<TimeSpan> TimeAsync(Func<Task> call)
    {
        var (since, stoodBefore) = (Stopwatch.GetTimestamp(), Total);
        await call();
        return Stopwatch.GetElapsedTime(since) - (Total - stoodBefore);
    }

    public void Dispose()
    {
        enough.Cancel();
        enough.Dispose();
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            await Task.Delay(Pause, CancellationToken.None);
            var late = Stopwatch.GetElapsedTime(since) - Pause;
            if (late > Usual)
                Interlocked.Add(ref ticks, late.Ticks);
        }
    }
}
