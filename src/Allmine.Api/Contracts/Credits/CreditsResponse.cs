namespace Allmine.Api.Contracts.Credits;

/// <summary>A user's credits.</summary>
public sealed record CreditsResponse
{
    /// <summary>Whole credits, never below zero.</summary>
    public long Balance { get; init; }
}
