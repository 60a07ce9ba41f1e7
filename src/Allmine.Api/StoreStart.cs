using Allmine.Domain.Errors;
using Allmine.Infrastructure;

namespace Allmine.Api;

/// <summary>
/// Makes the store ready before the service listens. What may pass by itself is waited for, with a line in the log: a server that is on
/// its way up or answers slowly, a folder whose process is just ending. What won't pass ends the start at once.
/// </summary>
internal sealed partial class StoreStart(TimeProvider time, ILogger<StoreStart> logger)
{
    /// <summary>How long a store that does not answer is waited for, counted from when this was made.</summary>
    public static readonly TimeSpan WorthWaiting = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly long since = time.GetTimestamp();

    /// <summary>Does a step of the start; one that may be repeated.</summary>
    /// <exception cref="StoreSetupException">It won't pass, or hasn't passed in time.</exception>
    /// <exception cref="StoreUnavailableException">The store has not answered in time.</exception>
    public async Task DoAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                await step(cancellationToken);
                var elapsed = time.GetElapsedTime(since).TotalSeconds;
                if (isTold)
                    GoesOn(logger, elapsed);
                return;
            }
            catch (Exception exception) when (PatienceFor(exception) is var patience && time.GetElapsedTime(since) < patience)
            {
                var (reason, seconds) = (exception is StoreSetupException ? exception.Message : "The store did not answer.", patience.TotalSeconds);
                if (!isTold)
                    Waits(logger, reason, seconds);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static TimeSpan PatienceFor(Exception exception) => exception switch
    {
        StoreSetupException setup => setup.WorthWaiting,
        StoreUnavailableException => WorthWaiting,
        _ => TimeSpan.Zero,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store can't be used yet; the start waits for it up to {Seconds} s. {Reason}")]
    private static partial void Waits(ILogger logger, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store can be used, {Seconds} s after the start")]
    private static partial void GoesOn(ILogger logger, double seconds);
}
