namespace Allmine.Domain.Credits;

/// <summary>Limits of the credits that one message moves. Credits are whole numbers.</summary>
public static class CreditAmount
{
    public const long Least = 1;

    /// <summary>The greatest amount, unless the service is configured otherwise (<c>Messages:MaxCreditTransfer</c>).</summary>
    public const long DefaultGreatest = 1_000_000;
}
