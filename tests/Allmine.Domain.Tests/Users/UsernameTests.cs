using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Users;

public sealed class UsernameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(TestTexts.Emoji)]
    public void From_WhenAtTheLimit_ThenIsKeptAndOneMoreIsTooLong(string character)
    {
        var name = TestTexts.Repeat(character, 64);
        Assert.Equal(name, Username.From(" " + name + "\u3000").Value);
        Assert.Equal(name, Username.From(name).ToString());

        var error = Refused(TestTexts.Repeat(character, 65));
        Assert.Equal("validation.username.too_long", error.Name);
        Assert.Equal([Username.MaxLength], error.Details);
    }

    [Theory]
    [InlineData("")]
    [InlineData(TestTexts.WhiteSpace)]
    public void From_WhenBlank_ThenIsRefused(string text) => Assert.Equal("validation.username.blank", Refused(text).Name);

    [Theory]
    [MemberData(nameof(TestTexts.Malformed), MemberType = typeof(TestTexts))]
    public void From_WhenNotWellFormed_ThenIsRefused(string escaped) =>
        Assert.Equal("validation.username.characters", Refused(TestTexts.Unescape(escaped)).Name);

    [Fact]
    public void Violation_WhenAbsent_ThenIsRequired() => Assert.Equal("validation.username.required", Username.Violation(null)?.Name);

    private static ErrorDetail Refused(string text) => Assert.Single(Assert.Throws<InvalidRequestException>(() => Username.From(text)).Errors);
}
