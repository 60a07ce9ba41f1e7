using Allmine.Application.Paging;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Paging;

public sealed class PageCursorTests
{
    private const char List = 'x';

    private static readonly long[] Position = [long.MinValue, 0, long.MaxValue];

    private static string Text => new PageCursor(List, Samples.Ada, Position).ToString();

    [Fact]
    public void PositionIn_WhenOfTheSameListAndReader_ThenIsThePosition() =>
        Assert.Equal(Position, PageCursor.PositionIn(Text, List, Samples.Ada, 3));

    [Fact]
    public void PositionIn_WhenThereIsNoCursor_ThenNull() => Assert.Null(PageCursor.PositionIn(null, List, Samples.Ada, 3));

    [Fact]
    public void PositionIn_WhenOfAnotherReaderOrListOrLength_ThenIsInvalid()
    {
        AssertInvalid(() => PageCursor.PositionIn(Text, List, Samples.Bob, 3));
        AssertInvalid(() => PageCursor.PositionIn(Text, 'y', Samples.Ada, 3));
        AssertInvalid(() => PageCursor.PositionIn(Text, List, Samples.Ada, 2));
    }

    [Fact]
    public void PositionIn_WhenAnyCharacterIsChangedAddedOrLost_ThenIsInvalid()
    {
        var text = Text;
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var character in "Aaz09-_=+ ".Where(character => character != text[i]))
                AssertInvalid(() => PageCursor.PositionIn(text[..i] + character + text[(i + 1)..], List, Samples.Ada, 3));
            AssertInvalid(() => PageCursor.PositionIn(text[..i], List, Samples.Ada, 3));
        }

        foreach (var end in new[] { "A", "AA", "=", "==", " ", "\n", "%" })
            AssertInvalid(() => PageCursor.PositionIn(text + end, List, Samples.Ada, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("next")]
    [InlineData("64d15f9e2e6c8f4d5a111111")]
    [InlineData("{\"$gt\":\"\"}")]
    public void PositionIn_WhenMadeUp_ThenIsInvalid(string text) => AssertInvalid(() => PageCursor.PositionIn(text, List, Samples.Ada, 3));

    [Fact]
    public void PositionIn_WhenVeryLong_ThenIsInvalid() =>
        AssertInvalid(() => PageCursor.PositionIn(new string('A', 100_000), List, Samples.Ada, 3));

    private static void AssertInvalid(Action read) =>
        Assert.Equal("validation.cursor.format", Assert.Single(Assert.Throws<InvalidRequestException>(read).Errors).Name);
}
