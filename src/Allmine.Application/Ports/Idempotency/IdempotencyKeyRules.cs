using Allmine.Domain.Errors;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>The form of the header <c>Idempotency-Key</c>.</summary>
public static class IdempotencyKeyRules
{
    public const string Field = "idempotencyKey";

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 255;

    /// <summary>The most characters of the key of a batch: its items' keys are longer by a number.</summary>
    public const int MaxBatchLength = 240;

    /// <summary>The visible characters of ASCII, as a regular expression for documents.</summary>
    public const string Pattern = "^[!-~]{1,255}$";

    /// <summary>The rule that the key breaks, or null; an absent one breaks none.</summary>
    public static ErrorDetail? Violation(string? key) =>
        key is null || (key.Length is > 0 and <= MaxLength && !key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            ? null
            : new ErrorDetail(ErrorCode.Format, Field);

    /// <summary>The rule that the key of a batch breaks, or null; an absent one breaks none.</summary>
    public static ErrorDetail? BatchViolation(string? key) => key is { Length: > MaxBatchLength } ? new ErrorDetail(ErrorCode.Format, Field) : Violation(key);

    /// <summary>Likewise where a key is needed.</summary>
    public static ErrorDetail? RequiredViolation(string? key) => key is null ? new ErrorDetail(ErrorCode.KeyRequired) : Violation(key);
}
