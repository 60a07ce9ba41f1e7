using Allmine.Api.Http.Binding;

namespace Allmine.Api.Tests.Requests;

public sealed class ForeignNameTests
{
    private const string Emoji = "\U0001F600";

    [Theory]
    [InlineData(63, 1, 63, 1)]
    [InlineData(63, 2, 63, 1)]
    [InlineData(64, 1, 64, 0)]
    [InlineData(0, 64, 0, 64)]
    [InlineData(0, 65, 0, 64)]
    [InlineData(1, 64, 1, 63)]
    public void Quoted_WhenLong_ThenIsCutBetweenCharacters(int letters, int emojis, int keptLetters, int keptEmojis) =>
        Assert.Equal(Name(keptLetters, keptEmojis), ForeignName.Quoted(Name(letters, emojis)));

    [Theory]
    [InlineData("Idempotency-Key", "idempotencyKey")]
    [InlineData("idempotency-key", "idempotencyKey")]
    [InlineData("X-On-Behalf-Of", "onBehalfOf")]
    [InlineData("x-on-behalf-of", "onBehalfOf")]
    [InlineData("If-Match", "ifMatch")]
    [InlineData("X-Allmine-Fault", "allmineFault")]
    [InlineData("X", "x")]
    [InlineData("Host", "host")]
    public void OfHeader_WhenGivenAHeader_ThenIsItsNameInCamelCase(string header, string name) => Assert.Equal(name, ForeignName.OfHeader(header));

    private static string Name(int letters, int emojis) => new string('n', letters) + string.Concat(Enumerable.Repeat(Emoji, emojis));
}
