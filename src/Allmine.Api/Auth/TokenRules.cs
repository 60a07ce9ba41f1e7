using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Allmine.Api.Auth;

/// <summary>What a token must keep beyond what the framework checks. It is asked once its signature is known to be good.</summary>
internal static class TokenRules
{
    private const string Critical = "crit";
    private const string IssuedAt = "iat";

    // RFC 7515 and 7519, section 4: a name that comes twice is refused, or the last one counts. Who signs and who checks may differ in that.
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <param name="token">Whose signature is good.</param>
    /// <param name="maxLifetime">The longest that it may be good for.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Null, or why it is refused: one of <see cref="AuthFailure"/>.</returns>
    public static string? Find(JsonWebToken token, TimeSpan maxLifetime, DateTime now)
    {
        // RFC 7515, section 4.1.11: whoever does not understand all that is critical refuses the token. Nothing is understood here.
        if (!IsUnambiguous(token.EncodedHeader, out var isCritical, Critical) || !IsUnambiguous(token.EncodedPayload, out _, Critical))
            return AuthFailure.Claims;
        return isCritical ? AuthFailure.Critical : IsShort(token, maxLifetime, now) ? null : AuthFailure.Lifetime;
    }

    private static bool IsShort(JsonWebToken token, TimeSpan maxLifetime, DateTime now)
    {
        var from = now;
        if (token.TryGetPayloadValue<object>(IssuedAt, out var given) && given is not null)
        {
            if (given is not (int or long or double or decimal or float))
                return false;
            // One issued in the future, beyond what clocks differ by, would be good for ever.
            if (token.IssuedAt <= now + BearerSetup.ClockSkew)
                from = token.IssuedAt;
        }

        return token.ValidTo - from <= maxLifetime;
    }

    private static bool IsUnambiguous(string part, out bool hasName, string name)
    {
        hasName = false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part), NoDuplicates);
            hasName = json.RootElement.TryGetProperty(name, out _);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return false;
        }
    }
}
