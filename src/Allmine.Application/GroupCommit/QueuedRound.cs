using Allmine.Application.GroupCommit.Locks;

namespace Allmine.Application.GroupCommit;

/// <summary>The intents of one round, and what no other round may change meanwhile.</summary>
internal sealed class QueuedRound(bool isContended)
{
    private int weight;
    private int size;

    public List<PendingWrite> Intents { get; } = [];

    public LockSet Keys { get; } = new();

    /// <summary>Whether its intents had been set aside.</summary>
    public bool IsContended { get; } = isContended;

    /// <summary>Whether the intent would be one too many.</summary>
    public bool IsFullFor(PendingWrite intent, GroupCommitOptions options) =>
        Intents.Count > 0 && (size + intent.Intent.Size > options.MaxRoundIntents || weight + intent.Intent.Weight > options.MaxRoundWeight);

    public void Add(PendingWrite intent)
    {
        Intents.Add(intent);
        Keys.Add(intent.Locks);
        weight += intent.Intent.Weight;
        size += intent.Intent.Size;
    }
}
