namespace Allmine.Domain.Errors;

/// <summary>
/// A stable code for one cause of an error. <see cref="All"/> is the single list of them: the documentation, the OpenAPI
/// document, the sentences in each language and the tests are derived from it or compared with it.
/// </summary>
public sealed class ErrorCode
{
    /// <summary>Stands for the field's name in the codes of <see cref="ForField"/>.</summary>
    public const string FieldPlaceholder = "{field}";

    // One rule of one field: validation.<field>.<rule>.
    public static readonly ErrorCode Required = ForField("required", "The field is missing, null or empty, and this request needs it.");
    public static readonly ErrorCode Blank = ForField("blank", "The text has no character but white space.");
    public static readonly ErrorCode TooLong = ForField("too_long", "The text has more characters (Unicode scalar values) than the limit.");
    public static readonly ErrorCode Characters = ForField("characters", "The text holds U+0000 or half of a surrogate pair.");
    public static readonly ErrorCode Format = ForField("format", "The value is not of the field's form: an id of 24 hexadecimal digits, a key of 1 to 255 visible ASCII characters, a whole number …; or the header comes twice, or is not UTF-8.");
    public static readonly ErrorCode WrongType = ForField("wrong_type", "The JSON value is of another type than the field: a number for a string, text for a number, a fraction for an integer …");
    public static readonly ErrorCode AllowedValues = ForField("allowed_values", "The value is none of those that the field allows.");
    public static readonly ErrorCode Range = ForField("range", "The number is below the least or above the greatest that the field allows.");
    public static readonly ErrorCode NotAllowed = ForField("not_allowed", "The field may not be given together with the rest of this request.");
    public static readonly ErrorCode Unknown = ForField("unknown", "The body or the query has a name that this call does not know.");
    public static readonly ErrorCode Duplicate = ForField("duplicate", "The body or the query has the name twice.");
    public static readonly ErrorCode Self = ForField("self", "The user named is the caller.");
    public static readonly ErrorCode TargetNotAMember = ForField("not_a_member", "The user named is not a member of the chat named.");

    public static readonly ErrorCode BodyMalformed = new("body.malformed", ErrorKind.Invalid, "The body is empty, not a JSON object, not UTF-8, truncated or nested too deeply.");
    public static readonly ErrorCode MediaUnreadable = new("media.unreadable", ErrorKind.Invalid, "An image does not decode, or the file is empty.");
    public static readonly ErrorCode KeyRequired = new("idempotency.key_required", ErrorKind.Invalid, "The call needs the header Idempotency-Key: a credit transfer, a grant, a question for an outcome.");

    public static readonly ErrorCode AuthRequired = new("auth.required", ErrorKind.Unauthenticated, "There is no bearer token.");
    public static readonly ErrorCode InvalidToken = new("auth.invalid_token", ErrorKind.Unauthenticated, "The token is not one that this service accepts: its form, signature, issuer, audience, subject or role.");
    public static readonly ErrorCode ExpiredToken = new("auth.expired_token", ErrorKind.Unauthenticated, "The token's time is over (30 s of clock skew are allowed).");

    public static readonly ErrorCode Forbidden = new("auth.forbidden", ErrorKind.Forbidden, "The caller's role does not allow the call, or the user acting is not in the user directory.");
    public static readonly ErrorCode NotAMember = new("chat.not_a_member", ErrorKind.Forbidden, "The caller is not a member of the chat.");
    public static readonly ErrorCode Blocked = new("chat.blocked", ErrorKind.Forbidden, "One of the two users has blocked the other.");

    public static readonly ErrorCode ChatNotFound = new("chat.not_found", ErrorKind.NotFound, "There is no such chat.");
    public static readonly ErrorCode UserNotFound = new("user.not_found", ErrorKind.NotFound, "There is no such user.");
    public static readonly ErrorCode MediaNotFound = new("media.not_found", ErrorKind.NotFound, "The sender has uploaded no such file.");
    public static readonly ErrorCode MessageNotFound = new("message.not_found", ErrorKind.NotFound, "There is no such message in the caller's chats.");
    public static readonly ErrorCode RouteNotFound = new("route.not_found", ErrorKind.NotFound, "There is nothing at this address.");
    public static readonly ErrorCode MethodNotAllowed = new("route.method_not_allowed", ErrorKind.MethodNotAllowed, "The address is known, but not with this method; the header Allow lists those it has.");

    public static readonly ErrorCode BodyTimeout = new("body.timeout", ErrorKind.TimedOut, "No byte of the body came for 15 s, or less than 1 kB/s over 30 s. Nothing was done: the request may be repeated.");

    public static readonly ErrorCode InsufficientCredits = new("credits.insufficient", ErrorKind.Conflict, "The balance does not cover the transfer. Final for the key of this request: try again with a new key.");
    public static readonly ErrorCode KeyReused = new("idempotency.key_reused", ErrorKind.Conflict, "The key was used before for another request.");

    public static readonly ErrorCode PreconditionFailed = new("precondition.failed", ErrorKind.PreconditionFailed, "The resource is not the one that If-Match names.");

    public static readonly ErrorCode BodyTooLarge = new("body.too_large", ErrorKind.TooLarge, "The body is larger than is taken.");
    public static readonly ErrorCode MediaTooLarge = new("media.too_large", ErrorKind.TooLarge, "The file has more bytes, or the image more pixels, than its kind may have.");

    public static readonly ErrorCode BodyUnsupportedType = new("body.unsupported_type", ErrorKind.UnsupportedType, "The Content-Type, its charset or a Content-Encoding is not supported.");
    public static readonly ErrorCode ContentMismatch = new("media.content_mismatch", ErrorKind.UnsupportedType, "The file's name or declared type says image, video or audio, and its bytes say otherwise.");

    public static readonly ErrorCode RateLimited = new("rate.limited", ErrorKind.RateLimited, "Too many requests; the header Retry-After says how many seconds to wait.");
    public static readonly ErrorCode ServerError = new("server.error", ErrorKind.Failure, "A defect of the service. The header X-Request-Id names the request in its log.");
    public static readonly ErrorCode RecordUnreadable = new("record.unreadable", ErrorKind.Failure, "The call needs a stored record that this version of the service can't read. Repeating it does not help; an operator has to look at the record.");
    public static readonly ErrorCode StoreUnavailable = new("store.unavailable", ErrorKind.Unavailable, "The store can't be reached, and the outcome may be unknown: repeat with the same Idempotency-Key.");
    public static readonly ErrorCode StoreRightMissing = new("store.right_missing", ErrorKind.Unavailable, "Of readiness only: the store answers, and its user lacks a right that the service needs; the sentence names it.");

    private ErrorCode(string value, ErrorKind kind, string cause)
    {
        Value = value;
        Kind = kind;
        Cause = cause;
    }

    /// <summary>Every code there is, in the order in which they are documented.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        Required, Blank, TooLong, Characters, Format, WrongType, AllowedValues, Range, NotAllowed, Unknown, Duplicate, Self, TargetNotAMember,
        BodyMalformed, MediaUnreadable, KeyRequired, AuthRequired, InvalidToken, ExpiredToken, Forbidden, NotAMember, Blocked,
        ChatNotFound, UserNotFound, MediaNotFound, MessageNotFound, RouteNotFound, MethodNotAllowed, BodyTimeout, InsufficientCredits, KeyReused,
        PreconditionFailed, BodyTooLarge, MediaTooLarge, BodyUnsupportedType, ContentMismatch, RateLimited, ServerError, RecordUnreadable, StoreUnavailable, StoreRightMissing,
    ];

    /// <summary>The code as callers see it, but for <see cref="FieldPlaceholder"/> in those of a field's rule.</summary>
    public string Value { get; }

    public ErrorKind Kind { get; }

    /// <summary>What leads to this code, one sentence in English for the documentation.</summary>
    public string Cause { get; }

    /// <summary>Whether the code is a rule that many fields share.</summary>
    public bool IsFieldRule => Value.Contains(FieldPlaceholder, StringComparison.Ordinal);

    /// <summary>The code of that very value; null for any other text.</summary>
    public static ErrorCode? Parse(string value) => All.FirstOrDefault(code => code.Value == value);

    public override string ToString() => Value;

    private static ErrorCode ForField(string rule, string cause) =>
        new($"validation.{FieldPlaceholder}.{rule}", ErrorKind.Invalid, cause);
}
