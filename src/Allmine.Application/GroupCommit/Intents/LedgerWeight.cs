namespace Allmine.Application.GroupCommit.Intents;

/// <summary>About what a movement of credits adds to a commit.</summary>
internal static class LedgerWeight
{
    /// <summary>Two entries and two wallets, in bytes.</summary>
    public const int OfMovement = 600;
}
