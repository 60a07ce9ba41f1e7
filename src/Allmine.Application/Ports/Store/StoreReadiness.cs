namespace Allmine.Application.Ports.Store;

/// <summary>Whether the store can serve right now, and if not, what keeps it from it.</summary>
/// <param name="IsReady">Whether sends can be made.</param>
/// <param name="MissingRights">
/// What the service's user lacks, each with what it is about, as the store's operator names it: <c>find (allmine.chats)</c>. Empty
/// if nothing is known to be missing.
/// </param>
public sealed record StoreReadiness(bool IsReady, IReadOnlyList<string> MissingRights)
{
    public static StoreReadiness Ready { get; } = new(IsReady: true, []);

    /// <summary>The store did not answer in time, or says that it can't serve.</summary>
    public static StoreReadiness Unavailable { get; } = new(IsReady: false, []);

    /// <summary>The store answers, and refuses some of what the service does.</summary>
    public static StoreReadiness Lacking(IReadOnlyList<string> rights) => new(IsReady: false, rights);
}
