using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>The one place where kinds of errors become HTTP statuses.</summary>
public static class ErrorStatus
{
    /// <summary>The status of a kind, and the sentence that callers find first in its envelope.</summary>
    public static (int Status, string Title) Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => (StatusCodes.Status400BadRequest, "Validation failed"),
        ErrorKind.Unauthenticated => (StatusCodes.Status401Unauthorized, "Authentication required"),
        ErrorKind.Forbidden => (StatusCodes.Status403Forbidden, "Insufficient permissions"),
        ErrorKind.NotFound => (StatusCodes.Status404NotFound, "Resource not found"),
        ErrorKind.NotSupported => (StatusCodes.Status405MethodNotAllowed, "Method not allowed"),
        ErrorKind.TimedOut => (StatusCodes.Status408RequestTimeout, "Request timeout"),
        ErrorKind.Conflict => (StatusCodes.Status409Conflict, "Resource already exists or cannot be changed in its current state"),
        ErrorKind.PreconditionFailed => (StatusCodes.Status412PreconditionFailed, "Precondition failed"),
        ErrorKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, "Payload too large"),
        ErrorKind.UnsupportedType => (StatusCodes.Status415UnsupportedMediaType, "Unsupported media type"),
        ErrorKind.RateLimited => (StatusCodes.Status429TooManyRequests, "Too many requests"),
        ErrorKind.Failure => (StatusCodes.Status500InternalServerError, "Internal server error"),
        ErrorKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Service unavailable"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The code for a status that something in front of the use cases gave without a word; null for a success.</summary>
    public static ErrorCode? CodeOf(int status) => status switch
    {
        < 400 => null,
        StatusCodes.Status401Unauthorized => ErrorCode.AuthRequired,
        StatusCodes.Status403Forbidden => ErrorCode.Forbidden,
        StatusCodes.Status404NotFound => ProtocolErrorCode.RouteNotFound,
        StatusCodes.Status405MethodNotAllowed => ProtocolErrorCode.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => ProtocolErrorCode.BodyTimeout,
        StatusCodes.Status412PreconditionFailed => ProtocolErrorCode.PreconditionFailed,
        StatusCodes.Status413PayloadTooLarge => ProtocolErrorCode.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProtocolErrorCode.BodyUnsupportedType,
        StatusCodes.Status429TooManyRequests => ErrorCode.RateLimited,
        < 500 => ProtocolErrorCode.BodyMalformed,
        _ => ErrorCode.ServerError,
    };
}
