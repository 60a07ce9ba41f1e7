namespace Allmine.Domain.Errors;

/// <summary>
/// A stable code for one cause of an error. Those here are of the domain and of the use cases; the service adds those of its
/// protocol, and documents all of them.
/// </summary>
public sealed class ErrorCode(string value, ErrorKind kind)
{
    /// <summary>Stands for the field's name in the codes of <see cref="ForField"/>.</summary>
    public const string FieldPlaceholder = "{field}";

    // One rule of one field: validation.<field>.<rule>.
    public static readonly ErrorCode Required = ForField("required");
    public static readonly ErrorCode Blank = ForField("blank");
    public static readonly ErrorCode TooLong = ForField("too_long");
    public static readonly ErrorCode Characters = ForField("characters");
    public static readonly ErrorCode Format = ForField("format");
    public static readonly ErrorCode AllowedValues = ForField("allowed_values");
    public static readonly ErrorCode Range = ForField("range");
    public static readonly ErrorCode NotAllowed = ForField("not_allowed");
    public static readonly ErrorCode Self = ForField("self");
    public static readonly ErrorCode TargetNotAMember = ForField("not_a_member");
    public static readonly ErrorCode WrongType = ForField("wrong_type");
    public static readonly ErrorCode Duplicate = ForField("duplicate");
    public static readonly ErrorCode TooMany = ForField("too_many");
    public static readonly ErrorCode TooDeep = ForField("too_deep");
    public static readonly ErrorCode Name = ForField("key");
    public static readonly ErrorCode NamedNotFound = ForField("not_found");

    public static readonly ErrorCode MediaUnreadable = new("media.unreadable", ErrorKind.Invalid);
    public static readonly ErrorCode KeyRequired = new("idempotency.key_required", ErrorKind.Invalid);
    public static readonly ErrorCode AuthRequired = new("auth.required", ErrorKind.Unauthenticated);
    public static readonly ErrorCode Forbidden = new("auth.forbidden", ErrorKind.Forbidden);
    public static readonly ErrorCode NotAMember = new("chat.not_a_member", ErrorKind.Forbidden);
    public static readonly ErrorCode Blocked = new("chat.blocked", ErrorKind.Forbidden);
    public static readonly ErrorCode ChatNotFound = new("chat.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode UserNotFound = new("user.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode MediaNotFound = new("media.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode MessageNotFound = new("message.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode MessageImmutable = new("message.immutable", ErrorKind.Conflict);
    public static readonly ErrorCode MessageDeleted = new("message.deleted", ErrorKind.Conflict);
    public static readonly ErrorCode EditWindow = new("message.edit_window", ErrorKind.Conflict);
    public static readonly ErrorCode VersionsFull = new("message.versions_full", ErrorKind.Conflict);
    public static readonly ErrorCode ReactionsFull = new("message.reactions_full", ErrorKind.Conflict);
    public static readonly ErrorCode PinsFull = new("chat.pins_full", ErrorKind.Conflict);
    public static readonly ErrorCode RoleRequired = new("chat.role_required", ErrorKind.Forbidden);
    public static readonly ErrorCode ChatDirect = new("chat.direct", ErrorKind.Conflict);
    public static readonly ErrorCode ChatFull = new("chat.full", ErrorKind.Conflict);
    public static readonly ErrorCode LastOwner = new("chat.last_owner", ErrorKind.Conflict);
    public static readonly ErrorCode NotResettable = new("dev.not_resettable", ErrorKind.Conflict);
    public static readonly ErrorCode VersionConflict = new("message.version_conflict", ErrorKind.PreconditionFailed);
    public static readonly ErrorCode InsufficientCredits = new("credits.insufficient", ErrorKind.Conflict);
    public static readonly ErrorCode KeyReused = new("idempotency.key_reused", ErrorKind.Conflict);
    public static readonly ErrorCode KindFixed = new("user.kind_fixed", ErrorKind.Conflict);
    public static readonly ErrorCode ChatMoved = new("chat.moved", ErrorKind.PreconditionFailed);
    public static readonly ErrorCode WebhookNotFound = new("webhook.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode DeliveryNotFound = new("delivery.not_found", ErrorKind.NotFound);
    public static readonly ErrorCode WebhookLimit = new("webhook.limit", ErrorKind.Conflict);
    public static readonly ErrorCode WebhookNoKey = new("webhook.no_key", ErrorKind.Conflict);
    public static readonly ErrorCode FeedPositionGone = new("feed.position_gone", ErrorKind.Conflict);
    public static readonly ErrorCode MediaTooLarge = new("media.too_large", ErrorKind.TooLarge);
    public static readonly ErrorCode MediaQuota = new("media.quota", ErrorKind.TooLarge);
    public static readonly ErrorCode ContentMismatch = new("media.content_mismatch", ErrorKind.UnsupportedType);
    public static readonly ErrorCode RateLimited = new("rate.limited", ErrorKind.RateLimited);
    public static readonly ErrorCode ServerError = new("server.error", ErrorKind.Failure);
    public static readonly ErrorCode RecordUnreadable = new("record.unreadable", ErrorKind.Failure);
    public static readonly ErrorCode StoreUnavailable = new("store.unavailable", ErrorKind.Unavailable);
    public static readonly ErrorCode ServiceBusy = new("service.busy", ErrorKind.Unavailable);
    public static readonly ErrorCode StoreRightMissing = new("store.right_missing", ErrorKind.Unavailable);

    /// <summary>Every code of the domain and the use cases.</summary>
    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        Required, Blank, TooLong, Characters, Format, AllowedValues, Range, NotAllowed, Self, TargetNotAMember, WrongType, Duplicate,
        TooMany, TooDeep, Name, NamedNotFound, MediaUnreadable,
        KeyRequired, AuthRequired, Forbidden, NotAMember, Blocked, ChatNotFound, UserNotFound, MediaNotFound, MessageNotFound,
        MessageImmutable, MessageDeleted, EditWindow, VersionsFull, ReactionsFull, PinsFull, RoleRequired, ChatDirect, ChatFull, LastOwner, NotResettable, VersionConflict,
        WebhookNotFound, DeliveryNotFound, WebhookLimit, WebhookNoKey, FeedPositionGone,
        InsufficientCredits, KeyReused, KindFixed, ChatMoved, MediaTooLarge, MediaQuota, ContentMismatch, RateLimited, ServerError, RecordUnreadable, StoreUnavailable,
        ServiceBusy, StoreRightMissing,
    ];

    /// <summary>The code as callers see it, but for <see cref="FieldPlaceholder"/> in those of a field's rule.</summary>
    public string Value => value;

    public ErrorKind Kind => kind;

    /// <summary>Whether the code is a rule that many fields share.</summary>
    public bool IsFieldRule => Value.Contains(FieldPlaceholder, StringComparison.Ordinal);

    /// <summary>The code of that very value; null for any other text.</summary>
    public static ErrorCode? Parse(string value) => All.FirstOrDefault(code => code.Value == value);

    /// <summary>The code of a rule that many fields share.</summary>
    public static ErrorCode ForField(string rule) => new($"validation.{FieldPlaceholder}.{rule}", ErrorKind.Invalid);

    public override string ToString() => Value;
}
