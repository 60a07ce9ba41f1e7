namespace Allmine.Domain.Credits;

/// <summary>The names of the directions, as callers read them and stores keep them.</summary>
public static class LedgerDirectionNames
{
    public const string TransferSent = "credit_transfer_sent";
    public const string TransferReceived = "credit_transfer_received";
    public const string Grant = "grant";
    public const string GrantIssued = "grant_issued";

    /// <summary>Those of users' entries, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Names { get; } = [TransferSent, TransferReceived, Grant];

    /// <summary>Those and the system account's own.</summary>
    public static IReadOnlyList<string> StoredNames { get; } = [.. Names, GrantIssued];

    public static string NameOf(LedgerDirection direction) => direction switch
    {
        LedgerDirection.TransferSent => TransferSent,
        LedgerDirection.TransferReceived => TransferReceived,
        LedgerDirection.Grant => Grant,
        LedgerDirection.GrantIssued => GrantIssued,
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    /// <summary>The direction of that very name, the system account's own included; null for any other text.</summary>
    public static LedgerDirection? Parse(string? name) => name switch
    {
        TransferSent => LedgerDirection.TransferSent,
        TransferReceived => LedgerDirection.TransferReceived,
        Grant => LedgerDirection.Grant,
        GrantIssued => LedgerDirection.GrantIssued,
        _ => null,
    };

    /// <summary>Whether entries of that direction lower their wallet's balance.</summary>
    public static bool IsDebit(this LedgerDirection direction) => direction is LedgerDirection.TransferSent or LedgerDirection.GrantIssued;
}
