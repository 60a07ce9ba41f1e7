using System.Security.Claims;
using System.Text;
using Allmine.Api.Configuration;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Auth;

/// <summary>Issues tokens for development, signed with the key that the service itself checks them by.</summary>
public sealed class DevelopmentTokens(JwtSettings settings, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <exception cref="InvalidOperationException">Tokens come from an authority, whose key this service does not have.</exception>
    public (string Token, DateTime ExpiresAt) Issue(Id<User> subject, string role)
    {
        var key = settings.SigningKey ?? throw new InvalidOperationException("There is no signing key: tokens come from the authority.");
        var now = time.GetUtcNow().UtcDateTime;
        var expiresAt = now + Lifetime;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = settings.Issuer,
            Audience = settings.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = expiresAt,
            Subject = new ClaimsIdentity([new Claim(TokenClaims.SubjectClaim, subject.ToString()), new Claim(TokenClaims.RoleClaim, role)]),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        });
        return (token, expiresAt);
    }
}
