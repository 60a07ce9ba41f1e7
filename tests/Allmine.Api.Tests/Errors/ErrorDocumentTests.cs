using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Errors;

public sealed class ErrorDocumentTests
{
    [Fact]
    public void Table_WhenComparedWithTheCodes_ThenIsUpToDate()
    {
        var path = RepositoryFile.At("docs", "errors.md");
        var written = File.ReadAllText(path);
        var wanted = ErrorDocument.WithTable(written);
        if (RepositoryFile.IsToBeUpdated)
        {
            File.WriteAllText(path, wanted);
            return;
        }

        Assert.True(written == wanted, $"docs/errors.md does not list the codes as they are; run this test with {RepositoryFile.UpdateVariable}=1 to rewrite its table.");
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
}
