namespace Allmine.Application.SendLog;

/// <summary>The intents of one round, and what no other round may change meanwhile.</summary>
internal sealed class WaitingRound(bool isContended)
{
    private int weight;

    public List<PendingIntent> Intents { get; } = [];

    public ContendedSet Keys { get; } = new();

    /// <summary>Whether its intents had been set aside.</summary>
    public bool IsContended { get; } = isContended;

    /// <summary>Whether the intent would be one too many.</summary>
    public bool IsFullFor(PendingIntent intent, SendLogOptions options) =>
        Intents.Count == options.MaxRoundSends || (Intents.Count > 0 && weight + intent.Intent.Weight > options.MaxRoundWeight);

    public void Add(PendingIntent intent)
    {
        Intents.Add(intent);
        Keys.Add(intent.Keys);
        weight += intent.Intent.Weight;
    }
}
