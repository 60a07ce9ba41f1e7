namespace Allmine.Bench.Load.Suite;

/// <summary>What one program showed under one load in one round.</summary>
internal sealed record Measurement(string Scenario, string Program, LoadReport Report);
