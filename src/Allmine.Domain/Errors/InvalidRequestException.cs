namespace Allmine.Domain.Errors;

/// <summary>The request breaks rules, whatever the state of things: each broken rule is one fault. Of many the first ones are told.</summary>
public sealed class InvalidRequestException : AllmineException
{
    /// <summary>The most faults of one request that are told. Whoever looks for faults need not look for more.</summary>
    public const int MaxFaults = 20;

    public InvalidRequestException(params IReadOnlyList<ErrorDetail> faults)
        : base(faults.Count > MaxFaults ? [.. faults.Take(MaxFaults)] : faults)
    {
    }

    public InvalidRequestException(ErrorCode rule, string field, params object[] details)
        : base([new ErrorDetail(rule, field, details)])
    {
    }
}
