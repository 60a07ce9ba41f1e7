using Allmine.Domain.Messages;

namespace Allmine.Domain.Tests.Messages;

public sealed class ReactionTests
{
    [Theory]
    [InlineData("👍")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("a")]
    [InlineData(":smile:")]
    [InlineData("...")]
    [InlineData("%2F")]
    [InlineData("\\")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("👍👍👍👍👍👍👍👍")]
    public void Violation_WhenUpTo32BytesThatCanBePartOfAPath_ThenThereIsNone(string emoji) => Assert.Null(Reaction.Violation(emoji));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("👍 ")]
    [InlineData("a\u00A0")]
    [InlineData("a\u2028")]
    [InlineData("a\u0001")]
    [InlineData("a\u007F")]
    [InlineData("a\u0085")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("👍👍👍👍👍👍👍👍a")]
    public void Violation_WhenItIsNone_ThenItIsTheForm(string? emoji) => Assert.Equal("validation.emoji.format", Reaction.Violation(emoji)!.Name);

    [Theory]
    [MemberData(nameof(TestTexts.Malformed), MemberType = typeof(TestTexts))]
    public void Violation_WhenItCantBeStored_ThenItIsTheForm(string text) =>
        Assert.Equal("validation.emoji.format", Reaction.Violation(TestTexts.Unescape(text))!.Name);
}
