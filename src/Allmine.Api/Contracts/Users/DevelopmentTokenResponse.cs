namespace Allmine.Api.Contracts.Users;

/// <summary>A development token.</summary>
public sealed record DevelopmentTokenResponse
{
    public required string AccessToken { get; init; }

    /// <summary>When the token ends, UTC.</summary>
    public DateTime ExpiresAt { get; init; }
}
