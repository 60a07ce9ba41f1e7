using Allmine.Api.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Tests.Hosting.Callers;

/// <summary>What goes into a token: by default, all that Development accepts, for an hour. Null leaves a part out.</summary>
internal sealed record TokenParts
{
    public string? Subject { get; init; } = Tokens.NewId();

    public string? Role { get; init; }

    public string? Issuer { get; init; } = JwtSettings.DevelopmentIssuer;

    public string? Audience { get; init; } = JwtSettings.DevelopmentAudience;

    public TimeSpan? ExpiresIn { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Null for an unsigned token, of <c>alg: none</c>.</summary>
    public string? Key { get; init; } = JwtSettings.DevelopmentSigningKey;

    public string Algorithm { get; init; } = SecurityAlgorithms.HmacSha256;
}
