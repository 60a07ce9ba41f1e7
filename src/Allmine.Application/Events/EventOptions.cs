namespace Allmine.Application.Events;

/// <summary>Bounds of what a node keeps for those who listen to events. Tests choose smaller ones.</summary>
public sealed record EventOptions
{
    /// <summary>The most events that are kept in memory.</summary>
    public int MaxEvents { get; init; } = 16_384;

    /// <summary>The most that they weigh together, in bytes; a single one may be heavier.</summary>
    public long MaxWeight { get; init; } = 16 << 20;

    /// <summary>How many events may wait for one listener before it is cut off.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>The most listeners of one user.</summary>
    public int MaxListenersOfUser { get; init; } = 32;

    /// <summary>The most that all listeners together have of the store and have not taken yet, in bytes; each reading may add one event.</summary>
    public long MaxCatchUpWeight { get; init; } = 16 << 20;

    /// <summary>The most events that a listener who is further behind than memory reaches gets from the store in one turn.</summary>
    public int MaxPart { get; init; } = 200;

    /// <summary>The most that they weigh together, in bytes; a single one may be heavier.</summary>
    public int MaxPartWeight { get; init; } = 128 << 10;

    /// <summary>After how long without an event a listener gets a sign of life.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause before the store is asked again after it was away; the first ones are shorter.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(2);
}
