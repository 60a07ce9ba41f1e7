using System.Security.Claims;
using Allmine.Application.Caching;
using Allmine.Application.Ports;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Primitives;

namespace Allmine.Api.Auth;

/// <summary>
/// Tokens whose signature, issuer and audience have been checked: a caller sends the same one with every request. Only
/// what never changes is remembered; whether a token has expired is asked each time.
/// </summary>
/// <remarks>
/// The whole header is the key, so that only the very same token is found. After <see cref="MaxAge"/> a token is checked
/// anew: by then its issuer may have withdrawn the key that signed it.
/// </remarks>
internal sealed class CheckedTokens(TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes of tokens that are remembered: about 20,000 of 300 characters. Those not used for longest are checked once more.</summary>
    public const long MaxBytes = 24 << 20;

    /// <summary>What a bearer takes beside the token's characters: principal, identity, claims.</summary>
    public const int BytesOfBearer = 600;

    private readonly BoundedCache<string, Entry> entries = new(
        MaxBytes, (token, _) => BytesOfBearer + (sizeof(char) * token.Length), StringComparer.Ordinal);

    /// <summary>The bearer of the token in the header, if the token was found good before and still is; null says nothing.</summary>
    public ClaimsPrincipal? Find(StringValues header)
    {
        if (header is not [{ } token] || !entries.TryGet(token, out var entry))
            return null;
        if (time.GetUtcMilliseconds() < entry.Until)
            return entry.Bearer;
        entries.Remove(token, out _);
        return null;
    }

    /// <summary>Remembers a token that has just been found good.</summary>
    /// <param name="header">The one header that it came in.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="expiresAt">The end of its validity, UTC, before any clock skew.</param>
    public void Keep(StringValues header, TokenClaims claims, DateTime expiresAt)
    {
        if (header is not [{ } token])
            return;
        var recheck = time.GetUtcMilliseconds() + MaxAge;
        var bearer = new ClaimsPrincipal(new BearerIdentity(claims, JwtBearerDefaults.AuthenticationScheme, expiresAt));
        entries.Set(token, new Entry(bearer, expiresAt < recheck ? expiresAt : recheck));
    }

    private sealed record Entry(ClaimsPrincipal Bearer, DateTime Until);
}
