using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.GroupCommit;

/// <summary>
/// One timer for all writes of the engine: whatever becomes of the rounds, each write has its answer when its deadline is over. It
/// is set while writes wait, not for each of them.
/// </summary>
/// <param name="gate">The engine's lock, which guards the queue and what is here. Members say whether it must be held.</param>
/// <param name="waiting">The engine's queue.</param>
/// <param name="runRounds">Runs rounds, as <see cref="RoundQueue.TryBeginRunner"/> demands. It throws nothing.</param>
/// <param name="time">The clock of the timer.</param>
/// <param name="options">The deadline; and the longest pause, after which a timer that failed is set again.</param>
/// <param name="logger">Where failures of the timer itself are told.</param>
internal sealed partial class OverdueBackstop(
    Lock gate, RoundQueue waiting, Action runRounds, TimeProvider time, GroupCommitOptions options, ILogger logger)
{
    private ITimer? timer;
    private bool isSet;
    private bool isStuck;

    /// <summary>The timestamp of the last end of a round.</summary>
    private long lastEnd;

    /// <summary>
    /// Whether a write has waited for its whole deadline without any round ending, and none has ended since. Readiness asks: a
    /// node that is stuck must get no more requests.
    /// </summary>
    public bool IsStuck => Volatile.Read(ref isStuck);

    /// <summary>A write waits from now on. To be called with the gate held.</summary>
    /// <returns>Whether the caller is to <see cref="Set()"/> the timer, once it has let go of the gate.</returns>
    public bool Request()
    {
        var isFirst = !isSet;
        isSet = true;
        return isFirst;
    }

    /// <summary>Sets the timer for a write that has just come. To be called without the gate.</summary>
    public void Set() => Set(options.Deadline);

    /// <summary>A round has ended. To be called with the gate held.</summary>
    public void RoundEnded()
    {
        isStuck = false;
        Quietly.Do(() => lastEnd = time.GetTimestamp());
    }

    private void Set(TimeSpan due)
    {
        try
        {
            timer ??= time.CreateTimer(_ => AnswerOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(due, Timeout.InfiniteTimeSpan);
        }
        catch (Exception exception)
        {
            Quietly.Do(() => BackstopFailed(logger, exception));
            lock (gate)
            {
                // The next write tries again.
                isSet = false;
            }
        }
    }

    private void AnswerOverdue()
    {
        try
        {
            // The clock comes first: what fails once writes are taken out would leave them without their answer.
            var frequency = time.TimestampFrequency;
            var latest = time.GetTimestamp() - (long)(options.Deadline.TotalSeconds * frequency);
            List<PendingWrite> inRounds, withoutRound;
            long? oldest;
            bool runs;
            lock (gate)
            {
                inRounds = waiting.FindInRounds(write => write.Arrival <= latest);
                withoutRound = waiting.TakeOverdue(latest);
                isStuck |= withoutRound.Exists(write => write.Arrival > lastEnd);
                oldest = waiting.OldestUnanswered;
                isSet = oldest is not null;
                runs = waiting.TryBeginRunner();
            }

            foreach (var write in inRounds.Concat(withoutRound))
                write.Refuse(new StoreUnavailableException());
            if (oldest is { } arrival)
                Set(Later(TimeSpan.FromSeconds((double)(arrival - latest) / frequency)));
            if (runs)
                runRounds();
        }
        catch (Exception exception)
        {
            Quietly.Do(() => BackstopFailed(logger, exception));
            Set(options.MaxPause);
        }
    }

    private static TimeSpan Later(TimeSpan remaining) => remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The timer for overdue sends failed; it is set again")]
    private static partial void BackstopFailed(ILogger logger, Exception exception);
}
