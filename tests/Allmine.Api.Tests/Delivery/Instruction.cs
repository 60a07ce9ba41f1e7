namespace Allmine.Api.Tests.Delivery;

/// <summary>A line of a container file.</summary>
/// <param name="Name">In capitals.</param>
/// <param name="Rest">What follows it.</param>
public sealed record Instruction(string Name, string Rest)
{
    /// <summary>The parts of <see cref="Rest"/> that blanks part.</summary>
    public string[] Words => Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All lines but comments; each instruction stands on a line of its own.</summary>
    public static IReadOnlyList<Instruction> ReadAll(string file)
    {
        var lines = File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.DoesNotContain(lines, line => line.EndsWith('\\'));
        return lines.ConvertAll(line => new Instruction(line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim()));
    }
}
