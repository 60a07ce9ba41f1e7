namespace Allmine.Application.Tests.SendLog.Simulation;

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

    private static int Rate(Random random, int greatest) => random.Next(3) == 0 ? 0 : random.Next(greatest);
}
