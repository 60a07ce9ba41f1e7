namespace Allmine.Domain.Errors;

/// <summary>A well-formed request that is refused for one reason.</summary>
public sealed class RefusedException(ErrorCode code, params object[] details) : AllmineException([new ErrorDetail(code, null, details)])
{
    public ErrorCode Code => Errors[0].Code;

    /// <summary>Whether an earlier request with the same key was refused so, and this is its answer once more.</summary>
    public bool Replayed { get; init; }
}
