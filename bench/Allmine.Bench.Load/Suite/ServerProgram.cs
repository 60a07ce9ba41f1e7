namespace Allmine.Bench.Load.Suite;

/// <summary>A program to measure: how it is started and whether it is the service or a limit program.</summary>
internal sealed record ServerProgram(string Name, string Assembly, string Arguments, bool IsService)
{
    /// <summary>Environment beyond what every program gets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
