namespace Allmine.Api.Contracts.Messages;

/// <summary>The credits that a message moves.</summary>
public sealed record CreditTransferRequest
{
    /// <summary>Whole credits.</summary>
    /// <example>25</example>
    public long? Amount { get; init; }
}
