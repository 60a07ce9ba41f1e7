namespace Allmine.Application.Ports;

public static class TimeProviderExtensions
{
    /// <summary>The time in UTC, cut to whole milliseconds, which is what stores keep.</summary>
    public static DateTime GetUtcMilliseconds(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
    }

    /// <summary>Waits for the first of some changes, or for a time. No timer is left behind.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="atMost">So long. If it is no time at all, nothing is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="changes">Any of them ends it, also by failing.</param>
    /// <returns>Whether one of them has.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, whether or not one of them has ended it.</exception>
    public static async Task<bool> WaitAsync(this TimeProvider time, TimeSpan atMost, CancellationToken cancellationToken, params Task[] changes)
    {
        if (atMost > TimeSpan.Zero)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny([.. changes, Task.Delay(atMost, time, waiting.Token)]);
            await waiting.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return changes.Any(change => change.IsCompleted);
    }
}
