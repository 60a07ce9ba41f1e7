using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>The codes of what goes wrong before a use case is reached: of addresses, heads, bodies and tokens.</summary>
public static class ProtocolErrorCode
{
    public static readonly ErrorCode Unknown = ErrorCode.ForField("unknown");
    public static readonly ErrorCode BodyMalformed = new("body.malformed", ErrorKind.Invalid);
    public static readonly ErrorCode UnknownHost = new("request.host", ErrorKind.Invalid);
    public static readonly ErrorCode InvalidToken = new("auth.invalid_token", ErrorKind.Unauthenticated);
    public static readonly ErrorCode ExpiredToken = new("auth.expired_token", ErrorKind.Unauthenticated);
    public static readonly ErrorCode AuthUnavailable = new("auth.unavailable", ErrorKind.Unavailable);
    public static readonly ErrorCode RouteNotFound = new("route.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode MethodNotAllowed = new("route.method_not_allowed", ErrorKind.NotSupported);
    public static readonly ErrorCode BodyTimeout = new("body.timeout", ErrorKind.TimedOut);
    public static readonly ErrorCode PreconditionFailed = new("precondition.failed", ErrorKind.PreconditionFailed);
    public static readonly ErrorCode BodyTooLarge = new("body.too_large", ErrorKind.TooLarge);
    public static readonly ErrorCode BodyUnsupportedType = new("body.unsupported_type", ErrorKind.UnsupportedType);
}
