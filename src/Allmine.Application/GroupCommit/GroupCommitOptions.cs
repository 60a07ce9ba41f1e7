using Allmine.Application.Telemetry;

namespace Allmine.Application.GroupCommit;

/// <summary>Bounds of the group commit. The defaults suit a node of any size; tests choose smaller ones.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>The most intents in one round.</summary>
    public int MaxRoundIntents { get; init; } = 500;

    /// <summary>The most that the drafts of one round weigh, in bytes; a single draft may be heavier.</summary>
    public int MaxRoundWeight { get; init; } = 1 << 20;

    /// <summary>How many must wait at least for a round to begin beside one that is in flight.</summary>
    public int SecondRoundFrom { get; init; } = 16;

    /// <summary>
    /// How many must wait for that, as a share of the intents of the round in flight: where many come at once, rounds are few and
    /// large rather than many and small.
    /// </summary>
    public double SecondRoundShare { get; init; } = 0.75;

    /// <summary>After how many conflicts in a row a round is split in two.</summary>
    public int ConflictsBeforeSplit { get; init; } = 2;

    /// <summary>How long an intent may wait for its answer before it gets <c>store.unavailable</c>.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The longest pause after a conflict; the first ones are shorter.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// For how long after a conflict chats and wallets are loaded anew for each round, rather than relied on from memory: where another
    /// node sends to the same chats, a load costs less than a commit in vain.
    /// </summary>
    public TimeSpan CacheBypass { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes of chats that are held in memory: about 71,000 direct chats, or 2,900 groups of 256 members.</summary>
    public long MaxCachedChatBytes { get; init; } = 32 << 20;

    /// <summary>The most bytes of wallets that are held in memory: about 65,000 wallets.</summary>
    public long MaxCachedWalletBytes { get; init; } = 8 << 20;

    /// <summary>Whether rounds count in the metrics.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The source of random pauses.</summary>
    public Random Random { get; init; } = Random.Shared;
}
