namespace Allmine.Domain.Errors;

/// <summary>
/// The closed family of errors that a caller is told of: <see cref="InvalidRequestException"/>,
/// <see cref="RefusedException"/>, <see cref="StoreUnavailableException"/> and <see cref="UnreadableRecordException"/>.
/// Every other exception is a defect.
/// </summary>
public abstract class AllmineException : Exception
{
    private protected AllmineException(IReadOnlyList<Fault> faults, Exception? inner = null)
        : base(string.Join(", ", faults.Select(fault => fault.Name)), inner) => Faults = faults;

    /// <summary>One or more causes, all of one <see cref="ErrorKind"/>.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    public ErrorKind Kind => Faults[0].Code.Kind;
}
