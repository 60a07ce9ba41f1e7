using System.Text;
using FsCheck.Xunit;

namespace Allmine.Domain.Tests;

public sealed class PlainTextTests
{
    [Fact]
    public void IsBlank_WhenThereIsOnlyWhiteSpace_ThenIsTrue()
    {
        Assert.True(PlainText.IsBlank(""));
        Assert.True(PlainText.IsBlank(TestTexts.WhiteSpace));
        Assert.All(TestTexts.WhiteSpace, character => Assert.True(PlainText.IsBlank(character.ToString()), $"U+{(int)character:X4}"));
    }

    // Look like nothing, and yet don't have the property White_Space.
    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u180E")]
    [InlineData("\uFEFF")]
    [InlineData("\u2060")]
    [InlineData("\u001C")]
    [InlineData("  a  ")]
    public void IsBlank_WhenThereIsAnyOtherCharacter_ThenIsFalse(string text) => Assert.False(PlainText.IsBlank(text));

    [Theory]
    [InlineData("")]
    [InlineData("Hello there!")]
    [InlineData("\U0001F600")]
    [InlineData("a\U0001F600b\U0001F600")]
    [InlineData("\u0001\uFFFF\uFFFD\uD7FF\uE000")]
    public void IsWellFormed_WhenEverySurrogateHasItsPair_ThenIsTrue(string text) => Assert.True(PlainText.IsWellFormed(text));

    [Theory]
    [MemberData(nameof(TestTexts.Malformed), MemberType = typeof(TestTexts))]
    public void IsWellFormed_WhenItHoldsNulOrHalfAPair_ThenIsFalse(string escaped) =>
        Assert.False(PlainText.IsWellFormed(TestTexts.Unescape(escaped)));

    [Property]
    public bool IsWellFormed_WhenOfAnyUnits_ThenTellsWhetherUtf8KeepsThem(char[] units)
    {
        var text = new string(units);
        var kept = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
        return PlainText.IsWellFormed(text) == (kept && !text.Contains('\0', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a")]
    [InlineData(TestTexts.Emoji)]
    [InlineData("\u0130")]
    public void HasAtMost_WhenAtTheLimit_ThenIsTrueAndOneMoreIsNot(string character)
    {
        Assert.True(PlainText.HasAtMost(TestTexts.Repeat(character, 10), 10, 100));
        Assert.False(PlainText.HasAtMost(TestTexts.Repeat(character, 11), 10, 100));
    }

    [Fact]
    public void HasAtMost_WhenWhiteSpaceFillsItUpToTheBound_ThenIsTrueAndOneMoreIsNot()
    {
        Assert.True(PlainText.HasAtMost("a".PadRight(100), 10, 100));
        Assert.False(PlainText.HasAtMost("a".PadRight(101), 10, 100));
        Assert.False(PlainText.HasAtMost("a".PadLeft(101), 10, 100));
    }

    [Fact]
    public void HasAtMost_WhenWhiteSpaceIsAtTheEnds_ThenItDoesNotCount()
    {
        Assert.True(PlainText.HasAtMost(TestTexts.WhiteSpace + "0123456789" + TestTexts.WhiteSpace, 10, 100));
        Assert.False(PlainText.HasAtMost(TestTexts.WhiteSpace + "01234 56789" + TestTexts.WhiteSpace, 10, 100));
    }
}
