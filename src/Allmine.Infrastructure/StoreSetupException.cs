namespace Allmine.Infrastructure;

/// <summary>
/// The store can't be used as it is set up. The message is one sentence for the operator: what is wrong, and which setting
/// it comes from.
/// </summary>
public sealed class StoreSetupException(string message, Exception? inner = null) : Exception(message, inner);
