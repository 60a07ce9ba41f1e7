using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Domain.Tests.Messages;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(TestTexts.Emoji)]
    public void From_WhenOfFiveThousandScalars_ThenIsKept(string character)
    {
        var text = TestTexts.Repeat(character, 5000);

        Assert.Equal(text, MessageText.From(text).Value);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(TestTexts.Emoji)]
    public void From_WhenOfOneScalarMore_ThenIsTooLong(string character)
    {
        var error = Refused(TestTexts.Repeat(character, 5001));

        Assert.Equal("validation.content.too_long", error.Name);
        Assert.Equal([MessageText.MaxLength], error.Details);
    }

    [Fact]
    public void From_WhenWhiteSpaceIsAtTheEnds_ThenItIsKeptAndDoesNotCount()
    {
        var text = TestTexts.WhiteSpace + TestTexts.Repeat(TestTexts.Emoji, 5000) + TestTexts.WhiteSpace;

        Assert.Equal(text, MessageText.From(text).Value);
        Assert.Equal(text, MessageText.From(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(TestTexts.WhiteSpace)]
    public void From_WhenBlank_ThenIsRefused(string text) => Assert.Equal("validation.content.blank", Refused(text).Name);

    [Theory]
    [MemberData(nameof(TestTexts.Malformed), MemberType = typeof(TestTexts))]
    public void From_WhenNotWellFormed_ThenIsRefused(string escaped) =>
        Assert.Equal("validation.content.characters", Refused(TestTexts.Unescape(escaped)).Name);

    [Fact]
    public void Violation_WhenAbsent_ThenIsRequired() => Assert.Equal("validation.content.required", MessageText.Violation(null)?.Name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u3000")]
    [InlineData("a note")]
    public void CaptionViolation_WhenAbsentOrBlank_ThenIsNone(string? text) => Assert.Null(MessageText.CaptionViolation(text));

    [Fact]
    public void CaptionViolation_WhenTooLongOrNotWellFormed_ThenIsThatOfAText()
    {
        Assert.Null(MessageText.CaptionViolation(TestTexts.Repeat("a", 5000)));
        Assert.Equal("validation.content.too_long", MessageText.CaptionViolation(TestTexts.Repeat("a", 5001))?.Name);
        Assert.Equal("validation.content.characters", MessageText.CaptionViolation("\0")?.Name);
    }

    private static ErrorDetail Refused(string text) => Assert.Single(Assert.Throws<InvalidRequestException>(() => MessageText.From(text)).Errors);
}
