namespace Allmine.Api.Contracts.Credits;

/// <summary>Credits to be granted.</summary>
public sealed record GrantCreditsRequest
{
    /// <summary>Whole credits.</summary>
    /// <example>100</example>
    public long? Amount { get; init; }
}
