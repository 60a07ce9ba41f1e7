using System.Globalization;
using System.Security.Claims;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Allmine.Api.Auth;

/// <summary>What a token says of its bearer.</summary>
/// <param name="Subject">A user, or a first-party backend.</param>
/// <param name="Role">Of the two that a token can have.</param>
internal readonly record struct TokenClaims(Id<User> Subject, CallerRole Role)
{
    public const string SubjectClaim = "sub";
    public const string RoleClaim = "role";
    public const string ExpiryClaim = "exp";
    public const string UserRole = "user";
    public const string ServiceRole = "service";

    /// <summary>The last second that there is a date for.</summary>
    private static readonly long LatestExpiry = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    /// <summary>Null if there is no token, or it has not exactly one subject and at most one role that this service knows.</summary>
    public static TokenClaims? Read(ClaimsPrincipal principal)
    {
        if (principal.Identity is BearerIdentity bearer)
            return bearer.Token;
        // A list in the token is as many claims.
        if (principal.FindAll(SubjectClaim).Take(2).ToArray() is not [var only] || !Id<User>.TryParse(only.Value, out var subject))
            return null;
        var roles = principal.FindAll(RoleClaim).Take(2).ToArray();
        if (roles.Length > 1)
            return null;
        // Null is absent, in tokens as in bodies.
        var role = roles is [{ ValueType: not JsonClaimValueTypes.JsonNull } claim] ? claim.Value : null;
        return role switch
        {
            null or UserRole => new TokenClaims(subject, CallerRole.User),
            ServiceRole => new TokenClaims(subject, CallerRole.Service),
            _ => null,
        };
    }

    /// <summary>When the bearer's token expires, UTC, before any clock skew; null if there is no token.</summary>
    public static DateTime? ExpiryOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirst(ExpiryClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTime.UnixEpoch.AddSeconds(Math.Min(seconds, LatestExpiry))
            : null;
}
