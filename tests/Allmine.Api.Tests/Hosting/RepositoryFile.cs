using System.Text;

namespace Allmine.Api.Tests.Hosting;

/// <summary>Files of the repository that are made from the code, and compared with it by tests.</summary>
internal static class RepositoryFile
{
    /// <summary>Set to 1, tests rewrite such files instead of comparing them.</summary>
    public const string UpdateVariable = "ALLMINE_UPDATE_DOCS";

    /// <summary>A difference longer than this is cut: nobody reads more of it.</summary>
    private const int LinesShown = 20;

    public static bool IsToBeUpdated => IsSet(UpdateVariable);

    public static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) == "1";

    public static string At(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Allmine.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Allmine.sln.");
        return Path.Combine([folder.FullName, .. path]);
    }

    /// <summary>Compares a file with what the code gives, or rewrites it.</summary>
    public static async Task AssertIsAsync(string wanted, params string[] path)
    {
        var file = At(path);
        if (IsToBeUpdated)
        {
            await File.WriteAllTextAsync(file, wanted);
            return;
        }

        var written = File.Exists(file) ? await File.ReadAllTextAsync(file) : string.Empty;
        Assert.True(
            written == wanted,
            $"{string.Join('/', path)} is not what the code gives; run this test with {UpdateVariable}=1 to rewrite it.\n{Difference(written, wanted)}");
    }

    /// <summary>The lines between the first and the last that differ, marked with - (in the file) and + (due).</summary>
    public static string Difference(string written, string wanted)
    {
        var (old, due) = (written.Split('\n'), wanted.Split('\n'));
        var shorter = Math.Min(old.Length, due.Length);
        var same = Enumerable.Range(0, shorter).TakeWhile(index => old[index] == due[index]).Count();
        var sameAtEnd = Enumerable.Range(1, shorter - same).TakeWhile(index => old[^index] == due[^index]).Count();

        var text = new StringBuilder().Append(System.Globalization.CultureInfo.InvariantCulture, $"From line {same + 1}:\n");
        Append(text, "- ", old[same..^sameAtEnd]);
        Append(text, "+ ", due[same..^sameAtEnd]);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string mark, string[] lines)
    {
        foreach (var line in lines.Take(LinesShown))
            text.Append(mark).Append(line).Append('\n');
        if (lines.Length > LinesShown)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{mark}… and {lines.Length - LinesShown} lines more\n");
    }
}
