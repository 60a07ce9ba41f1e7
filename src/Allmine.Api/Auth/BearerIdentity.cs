using System.Globalization;
using System.Security.Claims;
using Allmine.Application.Authorization;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Auth;

/// <summary>The bearer of a token that has been checked before. What it says has been read already: a request asks for it several times.</summary>
/// <param name="token">What the token says.</param>
/// <param name="scheme">How it was checked.</param>
/// <param name="expiresAt">The end of its validity, UTC, before any clock skew.</param>
internal sealed class BearerIdentity(TokenClaims token, string scheme, DateTime expiresAt) : ClaimsIdentity(
    [
        new Claim(TokenClaims.SubjectClaim, token.Subject.ToString()),
        new Claim(TokenClaims.RoleClaim, token.Role == CallerRole.Service ? TokenClaims.ServiceRole : TokenClaims.UserRole),
        new Claim(TokenClaims.ExpiryClaim, EpochTime.GetIntDate(expiresAt).ToString(CultureInfo.InvariantCulture)),
    ],
    scheme)
{
    public TokenClaims Token { get; } = token;
}
