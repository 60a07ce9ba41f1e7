namespace Allmine.Bench.Load;

/// <summary>How long and how hard to send. It ends at whichever bound comes first.</summary>
internal sealed record LoadPlan
{
    public int Connections { get; init; } = 64;

    /// <summary>Sent but not measured.</summary>
    public double WarmupSeconds { get; init; } = 5;

    public double Seconds { get; init; } = 10;

    /// <summary>The most requests after the warm-up.</summary>
    public int Requests { get; init; } = int.MaxValue;

    /// <summary>An <c>Idempotency-Key</c> on each send.</summary>
    public bool Keyed { get; init; }

    /// <summary>The number of chats, from <see cref="From"/>, that the sends are spread over uniformly; 1 is a hot chat.</summary>
    public int Chats { get; init; } = 10_000;

    /// <summary>The first of the chats.</summary>
    public int From { get; init; }

    /// <summary>Whether all sends are of the chats' first members, instead of either in turn from connection to connection.</summary>
    public bool OneWay { get; init; }

    /// <summary>One send in each chat by its first member, instead of any chat at random: afterwards each was used.</summary>
    public bool InTurn { get; init; }
}
