namespace Allmine.Infrastructure;

/// <summary>
/// The store can't be used as it is set up. The message is one sentence for the operator: what is wrong, and which setting
/// it comes from.
/// </summary>
public sealed class StoreSetupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long it is worth to try again, counted from the start of the process, because it may pass by itself; zero if it won't.</summary>
    public TimeSpan WorthWaiting { get; init; }
}
