namespace Allmine.Stores.Tests.Mongo.Database;

/// <summary>The table of docs/performance.md that says which commands each call sends.</summary>
internal static class CommandBudget
{
    private const string Heading = "## MongoDB commands per call";

    /// <summary>The names of the commands in their order, by call.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Documented { get; } = Read();

    private static Dictionary<string, IReadOnlyList<string>> Read()
    {
        var documented = new Dictionary<string, IReadOnlyList<string>>();
        var section = File.ReadLines(Documents.PathOf("performance.md"))
            .SkipWhile(line => line != Heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        foreach (var row in section.Where(line => line.StartsWith('|')).Skip(2))
        {
            var cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            var commands = cells[2].Split(", ").Select(name => name.Trim('`')).ToList();
            Assert.Equal(cells[1], $"{commands.Count}");
            documented.Add(cells[0], commands);
        }

        return documented;
    }
}
