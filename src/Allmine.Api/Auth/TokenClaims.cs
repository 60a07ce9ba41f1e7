using System.Security.Claims;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Api.Auth;

/// <summary>What a token says of its bearer.</summary>
/// <param name="Subject">A user, or a first-party backend.</param>
/// <param name="Role">Of the two that a token can have.</param>
internal readonly record struct TokenClaims(Id<User> Subject, CallerRole Role)
{
    public const string SubjectClaim = "sub";
    public const string RoleClaim = "role";
    public const string UserRole = "user";
    public const string ServiceRole = "service";

    /// <summary>Null if there is no token, or its subject or role is none that this service knows.</summary>
    public static TokenClaims? Read(ClaimsPrincipal principal)
    {
        if (!Id<User>.TryParse(principal.FindFirst(SubjectClaim)?.Value, out var subject))
            return null;
        return principal.FindFirst(RoleClaim)?.Value switch
        {
            null or UserRole => new TokenClaims(subject, CallerRole.User),
            ServiceRole => new TokenClaims(subject, CallerRole.Service),
            _ => null,
        };
    }

    /// <summary>A bearer of whom nothing else is known.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [new Claim(SubjectClaim, Subject.ToString()), new Claim(RoleClaim, Role == CallerRole.Service ? ServiceRole : UserRole)], scheme));
}
