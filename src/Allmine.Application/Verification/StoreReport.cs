namespace Allmine.Application.Verification;

/// <summary>What a verification has counted, and what it has found.</summary>
public sealed class StoreReport
{
    public long Wallets { get; internal set; }

    public long Entries { get; internal set; }

    public long Transfers { get; internal set; }

    public long Grants { get; internal set; }

    public long Chats { get; internal set; }

    public long Messages { get; internal set; }

    /// <summary>The first thing that is wrong, one sentence that names it; null if all is sound. What comes after it was not counted.</summary>
    public string? Fault { get; internal set; }

    public bool IsSound => Fault is null;
}
