using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
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
/// A token is known by its SHA-256 digest, so that each takes the same small place, and the blanks around it make no other one of it.
/// After <see cref="MaxAge"/> a token is checked anew: by then its issuer may have withdrawn the key that signed it.
/// </remarks>
internal sealed class CheckedTokens(TimeProvider time)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes of tokens that are remembered: about 35,000 of them. Those not used for longest are checked once more.</summary>
    public const long MaxBytes = 24 << 20;

    /// <summary>What a token takes: digest, principal, identity, claims.</summary>
    public const int BytesOfBearer = 632;

    /// <summary>The most characters of a token that is remembered. Longer ones are checked each time.</summary>
    public const int MaxLength = 4096;

    private const string Scheme = $"{JwtBearerDefaults.AuthenticationScheme} ";

    private readonly BoundedCache<Digest, Entry> entries = new(MaxBytes, (_, _) => BytesOfBearer);

    /// <summary>How many bytes all that is remembered takes, as estimated.</summary>
    public long Bytes => entries.Bytes;

    /// <summary>The bearer of the token in the header, if the token was found good before and still is; null says nothing.</summary>
    public ClaimsPrincipal? Find(StringValues header)
    {
        if (DigestOf(header) is not { } digest || !entries.TryGet(digest, out var entry))
            return null;
        if (time.GetUtcMilliseconds() < entry.Until)
            return entry.Bearer;
        entries.Remove(digest, out _);
        return null;
    }

    /// <summary>Remembers a token that has just been found good.</summary>
    /// <param name="header">The one header that it came in.</param>
    /// <param name="claims">What it says.</param>
    /// <param name="expiresAt">The end of its validity, UTC, before any clock skew.</param>
    public void Keep(StringValues header, TokenClaims claims, DateTime expiresAt)
    {
        if (DigestOf(header) is not { } digest)
            return;
        var recheck = time.GetUtcMilliseconds() + MaxAge;
        var bearer = new ClaimsPrincipal(new BearerIdentity(claims, JwtBearerDefaults.AuthenticationScheme, expiresAt));
        entries.Set(digest, new Entry(bearer, expiresAt < recheck ? expiresAt : recheck));
    }

    /// <summary>Of the token in the header, as the framework takes it out; null if there is none, or one that is not remembered.</summary>
    private static Digest? DigestOf(StringValues header)
    {
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = text.AsSpan(Scheme.Length).Trim();
        if (token.Length is 0 or > MaxLength)
            return null;
        Span<Digest> digest = stackalloc Digest[1];
        SHA256.HashData(MemoryMarshal.AsBytes(token), MemoryMarshal.AsBytes(digest));
        return digest[0];
    }

    private readonly record struct Digest(UInt128 First, UInt128 Second);

    private sealed record Entry(ClaimsPrincipal Bearer, DateTime Until);
}
