namespace Allmine.Bench.Load.Suite;

/// <summary>A load that every program gets.</summary>
internal sealed record Scenario(string Name, LoadPlan Plan);
