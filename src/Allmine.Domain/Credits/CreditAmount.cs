using Allmine.Domain.Errors;

namespace Allmine.Domain.Credits;

/// <summary>Limits of the credits that one message or one grant moves. Credits are whole numbers.</summary>
public static class CreditAmount
{
    public const long Least = 1;

    /// <summary>The greatest amount of a message, unless the service is configured otherwise (<c>Messages:MaxCreditTransfer</c>).</summary>
    public const long DefaultGreatest = 1_000_000;

    /// <summary>The greatest amount of a grant.</summary>
    public const long GreatestGrant = 1_000_000_000_000;

    /// <summary>The rule that the amount of a grant breaks, or null.</summary>
    public static ErrorDetail? GrantViolation(long? amount) => amount switch
    {
        null => new ErrorDetail(ErrorCode.Required, FieldNames.GrantAmount),
        < Least or > GreatestGrant => new ErrorDetail(ErrorCode.Range, FieldNames.GrantAmount, Least, GreatestGrant),
        _ => null,
    };
}
