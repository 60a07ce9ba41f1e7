namespace Allmine.Api.Tests.Hosting;

public sealed class RepositoryFileTests
{
    [Fact]
    public void Difference_WhenLinesWereChanged_ThenShowsThemAndNoOthers() =>
        Assert.Equal("From line 2:\n- b\n+ B\n+ B2\n", RepositoryFile.Difference("a\nb\nc\n", "a\nB\nB2\nc\n"));

    [Fact]
    public void Difference_WhenALineIsRepeated_ThenShowsIt() =>
        Assert.Equal("From line 3:\n+ a\n", RepositoryFile.Difference("a\na\n", "a\na\na\n"));

    [Fact]
    public void Difference_WhenItIsLong_ThenIsCut()
    {
        var text = RepositoryFile.Difference(string.Join('\n', Enumerable.Range(0, 100)), "x");

        Assert.Equal(1 + 20 + 1 + 1 + 1, text.Split('\n').Length);
        Assert.Contains("- … and 80 lines more\n", text, StringComparison.Ordinal);
    }
}
