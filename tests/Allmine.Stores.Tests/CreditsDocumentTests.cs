using System.Text.RegularExpressions;

namespace Allmine.Stores.Tests;

/// <summary>docs/credits.md names the test that holds each of its rules: each of them is there.</summary>
public sealed partial class CreditsDocumentTests
{
    [Fact]
    public void Rules_WhenTheyNameATest_ThenThereIsSuchATest()
    {
        var document = Documents.PathOf("credits.md");
        var sources = string.Concat(Directory
            .EnumerateFiles(Path.Combine(Path.GetDirectoryName(document)!, "..", "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        var named = TestName().Matches(File.ReadAllText(document)).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 20);
        Assert.All(named, name => Assert.Contains($" {name}(", sources, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"`(\w+_\w+_Then\w+)`")]
    private static partial Regex TestName();
}
