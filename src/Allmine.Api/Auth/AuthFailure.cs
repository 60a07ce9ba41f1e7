using Allmine.Api.Errors;
using Allmine.Domain.Errors;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Auth;

/// <summary>Why a call was 401, as metrics and the log name it. The list is short and closed.</summary>
internal static class AuthFailure
{
    public const string Missing = "missing";
    public const string Expired = "expired";
    public const string NotYetValid = "not_yet_valid";
    public const string Issuer = "issuer";
    public const string Audience = "audience";
    public const string Signature = "signature";
    public const string Lifetime = "lifetime";
    public const string Claims = "claims";
    public const string Critical = "critical";
    public const string Malformed = "malformed";

    public static readonly string[] All = [Missing, Expired, NotYetValid, Issuer, Audience, Signature, Lifetime, Claims, Critical, Malformed];

    /// <param name="failure">What the check of the token ended with; null where there was no token.</param>
    public static string CauseOf(Exception? failure) => failure switch
    {
        null => Missing,
        TokenRefusedException refused => refused.Cause,
        SecurityTokenExpiredException => Expired,
        SecurityTokenNotYetValidException => NotYetValid,
        SecurityTokenNoExpirationException => Lifetime,
        SecurityTokenInvalidLifetimeException => Lifetime,
        SecurityTokenInvalidIssuerException => Issuer,
        SecurityTokenInvalidAudienceException => Audience,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException or SecurityTokenInvalidAlgorithmException => Signature,
        _ => Malformed,
    };

    /// <inheritdoc cref="CauseOf"/>
    public static ErrorCode CodeOf(Exception? failure) => failure switch
    {
        null => ErrorCode.AuthRequired,
        SecurityTokenExpiredException => ProtocolErrorCode.ExpiredToken,
        _ => ProtocolErrorCode.InvalidToken,
    };
}
