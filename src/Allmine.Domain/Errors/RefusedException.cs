namespace Allmine.Domain.Errors;

/// <summary>A well-formed request that is refused for one reason.</summary>
public sealed class RefusedException : AllmineException
{
    public RefusedException(ErrorCode code, params object[] details)
        : this(new ErrorDetail(code, null, details))
    {
    }

    public RefusedException(ErrorDetail fault)
        : base([fault])
    {
    }

    public ErrorCode Code => Errors[0].Code;

    /// <summary>Whether an earlier request with the same key was refused so, and this is its answer once more.</summary>
    public bool Replayed { get; init; }
}
