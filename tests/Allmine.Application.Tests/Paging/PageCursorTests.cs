using System.Buffers.Text;
using Allmine.Application.Paging;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Paging;

public sealed class PageCursorTests
{
    private static readonly string Cursor = new PageCursor('T', Samples.Ada, [7, long.MinValue]).ToString();

    [Fact]
    public void PositionIn_WhenHandedBack_ThenIsThePosition()
    {
        Assert.Equal([7, long.MinValue], PageCursor.PositionIn(Cursor, 'T', Samples.Ada, 2));
        Assert.Null(PageCursor.PositionIn(null, 'T', Samples.Ada, 2));
        Assert.Matches("^[A-Za-z0-9_-]+$", Cursor);
    }

    [Fact]
    public void PositionIn_WhenOfAnotherReaderOrList_ThenIsRefused()
    {
        AssertRefused(() => PageCursor.PositionIn(Cursor, 'T', Samples.Bob, 2));
        AssertRefused(() => PageCursor.PositionIn(Cursor, 'C', Samples.Ada, 2));
        AssertRefused(() => PageCursor.PositionIn(Cursor, 'T', Samples.Ada, 1));
    }

    [Fact]
    public void PositionIn_WhenMadeUp_ThenIsRefused()
    {
        var tooShort = Base64Url.EncodeToString(Base64Url.DecodeFromChars(Cursor).AsSpan(..12));
        foreach (var text in new[] { "", " ", "7", "*", "null", Cursor + "A", Cursor + "=", Cursor + " ", Cursor[..^1], Cursor[1..], tooShort, new string('A', 4000) })
            AssertRefused(() => PageCursor.PositionIn(text, 'T', Samples.Ada, 2));
    }

    private static void AssertRefused(Action read) =>
        Assert.Equal("validation.cursor.format", Assert.Throws<InvalidRequestException>(read).Faults[0].Name);
}
