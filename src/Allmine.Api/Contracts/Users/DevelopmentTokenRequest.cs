namespace Allmine.Api.Contracts.Users;

/// <summary>Whom a development token is for.</summary>
public sealed record DevelopmentTokenRequest
{
    /// <summary>The token's subject, 24 hexadecimal digits.</summary>
    /// <example>64d15f9e2e6c8f4d5a111111</example>
    public string? UserId { get; init; }

    /// <summary><c>user</c> (if left out) or <c>service</c>.</summary>
    /// <example>user</example>
    public string? Role { get; init; }
}
