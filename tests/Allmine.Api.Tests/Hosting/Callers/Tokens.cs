using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Tests.Hosting.Callers;

/// <summary>Makes tokens, good ones and bad ones, without any code of the service.</summary>
internal static class Tokens
{
    /// <summary>A key that is long enough and not the one of Development.</summary>
    public const string OtherKey = "another-key-of-more-than-thirty-two-bytes";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    public static string ForUser(string id) => new TokenParts { Subject = id }.Sign();

    public static string ForService() => new TokenParts { Subject = NewId(), Role = "service" }.Sign();

    public static string Sign(this TokenParts parts)
    {
        var claims = new Dictionary<string, object>();
        Add(claims, "sub", parts.Subject);
        Add(claims, "role", parts.Role);
        Add(claims, "iss", parts.Issuer);
        Add(claims, "aud", parts.Audience);
        if (parts.ExpiresIn is { } time)
            claims["exp"] = (TimeProvider.System.GetUtcNow() + time).ToUnixTimeSeconds();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = parts.Key is { } key
                ? new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), parts.Algorithm)
                : null,
        });
    }

    /// <summary>A token with just this in it, signed with the key of Development.</summary>
    /// <param name="json">The payload, as it is.</param>
    /// <param name="header">What its header has beside the algorithm.</param>
    public static string SignPayload(string json, Dictionary<string, object>? header = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        json,
        new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Api.Configuration.JwtSettings.DevelopmentSigningKey)), SecurityAlgorithms.HmacSha256),
        header ?? []);

    private static void Add(Dictionary<string, object> claims, string name, string? value)
    {
        if (value is not null)
            claims[name] = value;
    }
}
