namespace Allmine.Application.SendLog;

/// <summary>A send that waits for its answer.</summary>
/// <param name="intent">What is sent.</param>
/// <param name="arrival">When it came, as a timestamp of the engine's clock.</param>
internal sealed class PendingSend(SendIntent intent, long arrival)
    : TaskCompletionSource<SendReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public SendIntent Intent { get; } = intent;

    public long Arrival { get; } = arrival;
}
