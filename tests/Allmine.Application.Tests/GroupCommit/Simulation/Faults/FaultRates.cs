namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

/// <summary>How bad a run is, each rate in thousandths of the store's calls. Calm runs and stormy ones find different things.</summary>
internal sealed class FaultRates(Random random)
{
    public int Failure { get; } = Rate(random, 60);

    public int Hang { get; } = Rate(random, 30);

    public int LostAnswer { get; } = Rate(random, 60);

    public int LateWrite { get; } = Rate(random, 30);

    /// <summary>A change of members just before a commit.</summary>
    public int Intruder { get; } = Rate(random, 150);

    /// <summary>A conflict with nobody, as stores report when locks collide.</summary>
    public int FalseConflict { get; } = Rate(random, 150);

    /// <summary>Longest delay on the way, in milliseconds.</summary>
    public int MaxDelay { get; } = 1 + random.Next(20);

    public int Deaths { get; } = random.Next(4);

    /// <summary>The store throws what nobody expects, before it has written or after.</summary>
    public int Defect { get; } = Rate(random, 40);

    /// <summary>The store gives no answer, and does not heed that the caller has given up.</summary>
    public int Deaf { get; } = Rate(random, 20);

    /// <summary>A logger, a clock or the maker of identifiers throws.</summary>
    public int Observer { get; } = Rate(random, 15);

    /// <summary>How often the store stands still for all nodes.</summary>
    public int Freezes { get; } = random.Next(3);

    /// <summary>How many records become unreadable.</summary>
    public int Spoils { get; } = random.Next(3) == 0 ? random.Next(6) : 0;

    /// <summary>A node that dies in a commit leaves what it holds locked.</summary>
    public int LeftLocks { get; } = Rate(random, 800);

    private static int Rate(Random random, int greatest) => random.Next(3) == 0 ? 0 : random.Next(greatest);
}
