using Allmine.Domain.Errors;

namespace Allmine.Domain.Messages;

/// <summary>
/// The words of a message, kept as they were sent: not blank, at most <see cref="MaxLength"/> characters, no U+0000, no
/// half of a surrogate pair.
/// </summary>
public sealed record MessageText
{
    /// <summary>The most characters (Unicode scalar values) that a text has, white space at its ends aside.</summary>
    public const int MaxLength = 5000;

    /// <summary>The most UTF-16 code units that a text has, white space at its ends with it.</summary>
    public const int MaxStoredLength = 20_000;

    private MessageText(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="InvalidRequestException">The text breaks one of the rules.</exception>
    public static MessageText From(string text) =>
        Violation(text) is { } fault ? throw new InvalidRequestException(fault) : new MessageText(text);

    /// <summary>A text as it was stored. It may break a rule that was made later.</summary>
    public static MessageText Restore(string stored) => new(stored);

    /// <summary>The rule that the text breaks, or null.</summary>
    public static ErrorDetail? Violation(string? text) => text switch
    {
        null => new ErrorDetail(ErrorCode.Required, FieldNames.Content),
        _ when CaptionViolation(text) is { } fault => fault,
        _ when PlainText.IsBlank(text) => new ErrorDetail(ErrorCode.Blank, FieldNames.Content),
        _ => null,
    };

    /// <summary>The rule that the text breaks as a caption or a note, which may be absent or blank; or null.</summary>
    public static ErrorDetail? CaptionViolation(string? text) => text switch
    {
        null => null,
        _ when !PlainText.IsWellFormed(text) => new ErrorDetail(ErrorCode.Characters, FieldNames.Content),
        _ when !PlainText.HasAtMost(text, MaxLength, MaxStoredLength) => new ErrorDetail(ErrorCode.TooLong, FieldNames.Content, MaxLength),
        _ => null,
    };

    public override string ToString() => Value;
}
