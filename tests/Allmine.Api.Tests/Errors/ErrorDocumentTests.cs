namespace Allmine.Api.Tests.Errors;

public sealed class ErrorDocumentTests
{
    private const string UpdateVariable = "ALLMINE_UPDATE_DOCS";

    [Fact]
    public void Table_WhenComparedWithTheCodes_ThenIsUpToDate()
    {
        var path = Path.Combine(Repository(), "docs", "errors.md");
        var written = File.ReadAllText(path);
        var wanted = ErrorDocument.WithTable(written);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, wanted);
            return;
        }

        Assert.True(written == wanted, $"docs/errors.md does not list the codes as they are; run this test with {UpdateVariable}=1 to rewrite its table.");
    }

    [Fact]
    public void WithTable_WhenTheTableIsOutOfDate_ThenReplacesItAndKeepsTheProse()
    {
        var updated = ErrorDocument.WithTable("before\n<!-- codes: begin -->\n| old |\n<!-- codes: end -->\nafter\n");

        Assert.StartsWith("before\n<!-- codes: begin -->\n| status | code |", updated, StringComparison.Ordinal);
        Assert.Contains(
            "| 409 | `idempotency.key_reused` | The key was used before for another request. "
            + "| Resource already exists or cannot be changed in its current state |\n",
            updated,
            StringComparison.Ordinal);
        Assert.DoesNotContain("| old |", updated, StringComparison.Ordinal);
        Assert.EndsWith("|\n<!-- codes: end -->\nafter\n", updated, StringComparison.Ordinal);
    }

    [Fact]
    public void WithTable_WhenAMarkIsMissing_ThenThrows() =>
        Assert.Throws<InvalidDataException>(() => ErrorDocument.WithTable("prose\n<!-- codes: begin -->\n"));

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Allmine.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Allmine.sln.");
        return folder.FullName;
    }
}
