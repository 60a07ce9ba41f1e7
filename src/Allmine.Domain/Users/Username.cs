using Allmine.Domain.Errors;

namespace Allmine.Domain.Users;

/// <summary>A person's name as others see it: not blank, without white space at its ends, at most <see cref="MaxLength"/> characters, not unique.</summary>
public sealed record Username
{
    /// <summary>The most characters (Unicode scalar values) that a name has.</summary>
    public const int MaxLength = 64;

    private Username(string value) => Value = value;

    public string Value { get; }

    /// <summary>The name in the text, without white space at its ends.</summary>
    /// <exception cref="InvalidRequestException">The text is blank, too long or not well formed.</exception>
    public static Username From(string text) =>
        Violation(text) is { } fault ? throw new InvalidRequestException(fault) : new Username(text.Trim());

    /// <summary>A name as it was stored. It may break a rule that was made later.</summary>
    public static Username Restore(string stored) => new(stored);

    /// <summary>The rule that the text breaks, or null.</summary>
    public static ErrorDetail? Violation(string? text) => text switch
    {
        null => new ErrorDetail(ErrorCode.Required, FieldNames.Username),
        _ when !PlainText.IsWellFormed(text) => new ErrorDetail(ErrorCode.Characters, FieldNames.Username),
        _ when PlainText.IsBlank(text) => new ErrorDetail(ErrorCode.Blank, FieldNames.Username),
        _ when !PlainText.HasAtMost(text.Trim(), MaxLength, 2 * MaxLength) => new ErrorDetail(ErrorCode.TooLong, FieldNames.Username, MaxLength),
        _ => null,
    };

    public override string ToString() => Value;
}
