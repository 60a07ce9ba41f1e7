namespace Allmine.Api.Contracts.Credits;

/// <summary>Credits that were granted.</summary>
public sealed record GrantResponse
{
    /// <summary>Who received them.</summary>
    public required string UserId { get; init; }

    /// <summary>Whole credits.</summary>
    public long Amount { get; init; }

    /// <summary>The user's balance after the grant; the same when the grant is repeated with its key.</summary>
    public long Balance { get; init; }
}
