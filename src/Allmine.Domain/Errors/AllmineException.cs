namespace Allmine.Domain.Errors;

/// <summary>
/// The closed family of errors that a caller is told of: <see cref="InvalidRequestException"/>,
/// <see cref="RefusedException"/>, <see cref="StoreUnavailableException"/> and <see cref="UnreadableRecordException"/>.
/// Every other exception is a defect.
/// </summary>
public abstract class AllmineException : Exception
{
    private protected AllmineException(IReadOnlyList<ErrorDetail> faults, Exception? inner = null)
        : base(string.Join(", ", faults.Select(fault => fault.Name)), inner) => Errors = faults;

    /// <summary>One or more causes, all of one <see cref="ErrorKind"/>.</summary>
    public IReadOnlyList<ErrorDetail> Errors { get; }

    public ErrorKind Kind => Errors[0].Code.Kind;
}
