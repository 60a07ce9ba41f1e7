using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>
/// The single list of the codes that callers can get, and what leads to each. The documentation, the OpenAPI document and the
/// tests are derived from it or compared with it.
/// </summary>
public static class ErrorCatalog
{
    // In the order in which they are documented.
    private static readonly OrderedDictionary<ErrorCode, string> CausesByCode = new()
    {
        [ErrorCode.Required] = "The field is missing, null or empty, and this request needs it.",
        [ErrorCode.Blank] = "The text has no character but white space.",
        [ErrorCode.TooLong] = "The text has more characters (Unicode scalar values) than the limit.",
        [ErrorCode.Characters] = "The text holds U+0000 or half of a surrogate pair.",
        [ErrorCode.Format] = "The value is not of the field's form: an id of 24 hexadecimal digits, a key of 1 to 255 visible ASCII characters, a whole number …; or the header comes twice, or is not UTF-8.",
        [ErrorCode.WrongType] = "The JSON value is of another type than the field: a number for a string, text for a number, a fraction for an integer …",
        [ErrorCode.AllowedValues] = "The value is none of those that the field allows.",
        [ErrorCode.Range] = "The number is below the least or above the greatest that the field allows.",
        [ErrorCode.NotAllowed] = "The field may not be given together with the rest of this request; of `url`: webhooks may not go to this address.",
        [ProtocolErrorCode.Unknown] = "The body or the query has a name that this call does not know; or the header X-Allmine-Fault comes where faults can't be asked for (outside Development and Staging).",
        [ErrorCode.Duplicate] = "The body or the query has the name twice; or the list has a value twice.",
        [ErrorCode.TooMany] = "The list has more entries than the field allows.",
        [ErrorCode.TooDeep] = "Objects and arrays lie deeper in one another than the field allows.",
        [ErrorCode.Name] = "The object has a property whose name is empty or longer than the field allows.",
        [ErrorCode.NamedNotFound] = "What the field names is not there, or not for this caller.",
        [ErrorCode.Self] = "The user named is the caller.",
        [ErrorCode.TargetNotAMember] = "The user named is not a member of the chat named.",
        [ProtocolErrorCode.BodyMalformed] = "The body is empty, not a JSON object, not UTF-8, truncated or nested too deeply.",
        [ProtocolErrorCode.UnknownHost] = "The service is not called by this name: the operator lists its names (Hosts:Allowed).",
        [ErrorCode.MediaUnreadable] = "An image does not decode, or the file is empty.",
        [ErrorCode.KeyRequired] = "The call needs the header Idempotency-Key: a credit transfer, a grant, a question for an outcome.",
        [ErrorCode.AuthRequired] = "There is no bearer token.",
        [ProtocolErrorCode.InvalidToken] = "The token is not one that this service accepts: its form, signature, issuer, audience, lifetime, subject or role.",
        [ProtocolErrorCode.ExpiredToken] = "The token's time is over (30 s of clock skew are allowed).",
        [ErrorCode.Forbidden] = "The caller's role does not allow the call, or the user acting is not in the user directory.",
        [ErrorCode.NotAMember] = "The caller is not a member of the chat.",
        [ErrorCode.RoleRequired] = "The call is for the admins of the group, or for its owners.",
        [ErrorCode.Blocked] = "One of the two users has blocked the other.",
        [ErrorCode.ChatNotFound] = "There is no such chat.",
        [ErrorCode.UserNotFound] = "There is no such user.",
        [ErrorCode.MediaNotFound] = "The sender has uploaded no such file.",
        [ErrorCode.WebhookNotFound] = "There is no such webhook.",
        [ErrorCode.DeliveryNotFound] = "The webhook has no such delivery, or its event is not kept any more.",
        [ErrorCode.MessageNotFound] = "There is no such message in the caller's chats.",
        [ProtocolErrorCode.RouteNotFound] = "There is nothing at this address.",
        [ProtocolErrorCode.MethodNotAllowed] = "The address is known, but not with this method; the header Allow lists those it has.",
        [ProtocolErrorCode.BodyTimeout] = "No byte of the body came for 15 s, or less than 1 kB/s over 30 s. Nothing was done: the request may be repeated.",
        [ErrorCode.MessageImmutable] = "The message moved credits: it stays as it was sent.",
        [ErrorCode.MessageDeleted] = "The message is deleted; what is left is its place.",
        [ErrorCode.EditWindow] = "The time in which a message can be edited is over (Messages:EditWindow).",
        [ErrorCode.VersionsFull] = "The message has 100 versions.",
        [ErrorCode.ReactionsFull] = "The message has 20 kinds of reaction, and this is none of them.",
        [ErrorCode.PinsFull] = "The chat has 100 pinned messages.",
        [ErrorCode.ChatDirect] = "The chat is a direct one: but for one's own settings, nothing of it can be changed.",
        [ErrorCode.ChatFull] = "The group has 256 members.",
        [ErrorCode.LastOwner] = "The group would be left without an owner: give another member the role first.",
        [ErrorCode.WebhookLimit] = "There are 20 webhooks.",
        [ErrorCode.WebhookNoKey] = "The operator has set no key to keep secrets with (Webhooks:EncryptionKey).",
        [ErrorCode.FeedPositionGone] = "The position is none of this service's, or its events are not kept any more.",
        [ErrorCode.NotResettable] = "Of Development only: the database was not made by the development seed, so that it is not replaced.",
        [ErrorCode.InsufficientCredits] = "The balance does not cover the transfer. Final for the key of this request: try again with a new key.",
        [ErrorCode.KeyReused] = "The key was used before for another request.",
        [ErrorCode.KindFixed] = "The user is of the other kind, and a user's kind never changes.",
        [ErrorCode.ChatMoved] = "The chat's last message is not the one that expect.lastSequence names; the header Chat-Sequence has its number. Nothing was sent, and the key can be used again.",
        [ErrorCode.VersionConflict] = "The message has another version than If-Match names: read it, and decide anew.",
        [ProtocolErrorCode.PreconditionFailed] = "The resource is not the one that If-Match names.",
        [ProtocolErrorCode.BodyTooLarge] = "The body is larger than is taken.",
        [ErrorCode.MediaTooLarge] = "The file has more bytes, or the image more pixels, than its kind may have.",
        [ErrorCode.MediaQuota] = "The sender's files would have more bytes together than a user's may have; nothing was stored.",
        [ProtocolErrorCode.BodyUnsupportedType] = "The Content-Type, its charset or a Content-Encoding is not supported.",
        [ErrorCode.ContentMismatch] = "The file's name or declared type says image, video or audio, and its bytes say otherwise.",
        [ErrorCode.RateLimited] = "Too many requests; the header Retry-After says how many seconds to wait.",
        [ErrorCode.ServerError] = "A defect of the service. The header X-Request-Id names the request in its log.",
        [ErrorCode.RecordUnreadable] = "The call needs a stored record that this version of the service can't read. Repeating it does not help; an operator has to look at the record.",
        [ErrorCode.StoreUnavailable] = "The store can't be reached, and the outcome may be unknown: repeat with the same Idempotency-Key.",
        [ProtocolErrorCode.AuthUnavailable] = "Whether the token is good can't be told: the issuer, whose keys the service needs, does not answer. Nothing was done: repeat the request after Retry-After.",
        [ErrorCode.ServiceBusy] = "The service works on as many uploads as it takes at once. Nothing was done: repeat the request after Retry-After.",
        [ErrorCode.StoreRightMissing] = "Of readiness only: the store answers, and its user lacks a right that the service needs; the sentence names it.",
    };

    /// <summary>Every code there is, in the order in which they are documented.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } = [.. CausesByCode.Keys];

    /// <summary>What leads to the code, one sentence in English for the documentation.</summary>
    public static string CauseOf(ErrorCode code) => CausesByCode[code];
}
