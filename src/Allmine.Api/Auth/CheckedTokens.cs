using System.Collections.Concurrent;
using System.Security.Claims;
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

    /// <summary>About 20 MB. Past it, all are checked once more.</summary>
    public const int Capacity = 20_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>How many there are, about. The dictionary itself would take each of its locks in order to tell.</summary>
    private int count;

    /// <summary>The bearer of the token in the header, if the token was found good before and still is; null says nothing.</summary>
    public ClaimsPrincipal? Find(StringValues header)
    {
        if (header is not [{ } token] || !entries.TryGetValue(token, out var entry))
            return null;
        if (time.GetUtcMilliseconds() < entry.Until)
            return entry.Bearer;
        if (entries.TryRemove(token, out _))
            Interlocked.Decrement(ref count);
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
        if (Volatile.Read(ref count) >= Capacity)
        {
            entries.Clear();
            Volatile.Write(ref count, 0);
        }

        var recheck = time.GetUtcMilliseconds() + MaxAge;
        var bearer = new ClaimsPrincipal(new BearerIdentity(claims, JwtBearerDefaults.AuthenticationScheme, expiresAt));
        // One that is there already was kept by another request a moment ago.
        if (entries.TryAdd(token, new Entry(bearer, expiresAt < recheck ? expiresAt : recheck)))
            Interlocked.Increment(ref count);
    }

    private sealed record Entry(ClaimsPrincipal Bearer, DateTime Until);
}
