namespace Allmine.Domain.Credits;

/// <summary>Which way an entry moves its wallet, and why.</summary>
public enum LedgerDirection
{
    /// <summary>Down, by a message that the owner sent.</summary>
    TransferSent = 1,

    /// <summary>Up, by a message that names the owner.</summary>
    TransferReceived = 2,

    /// <summary>Up, by a grant.</summary>
    Grant = 3,

    /// <summary>Down, by a grant: in the system account alone, so that no caller reads it.</summary>
    GrantIssued = 4,
}
