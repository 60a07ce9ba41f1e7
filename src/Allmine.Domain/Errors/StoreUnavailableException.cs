namespace Allmine.Domain.Errors;

/// <summary>
/// The store did not answer, or not in time. Whether a change that was under way has happened is unknown: only the same
/// request with the same key tells.
/// </summary>
public sealed class StoreUnavailableException(Exception? inner = null)
    : AllmineException([new ErrorDetail(ErrorCode.StoreUnavailable)], inner);
