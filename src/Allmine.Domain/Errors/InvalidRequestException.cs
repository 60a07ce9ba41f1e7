namespace Allmine.Domain.Errors;

/// <summary>The request breaks rules, whatever the state of things: each broken rule is one fault.</summary>
public sealed class InvalidRequestException : AllmineException
{
    public InvalidRequestException(params IReadOnlyList<ErrorDetail> faults)
        : base(faults)
    {
    }

    public InvalidRequestException(ErrorCode rule, string field, params object[] details)
        : base([new ErrorDetail(rule, field, details)])
    {
    }
}
