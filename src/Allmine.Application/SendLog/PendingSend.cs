using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>A send that waits for its answer.</summary>
/// <param name="intent">What is sent.</param>
/// <param name="arrival">When it came, as a timestamp of the engine's clock.</param>
internal sealed class PendingSend(SendIntent intent, long arrival)
    : TaskCompletionSource<SendReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ITimer? limit;

    public SendIntent Intent { get; } = intent;

    public long Arrival { get; } = arrival;

    /// <summary>Answers <c>store.unavailable</c> after that time, if there is no answer until then.</summary>
    public void GiveUpAfter(TimeSpan remaining, TimeProvider time) =>
        limit ??= time.CreateTimer(_ => TrySetException(new StoreUnavailableException()), null, remaining, Timeout.InfiniteTimeSpan);
}
