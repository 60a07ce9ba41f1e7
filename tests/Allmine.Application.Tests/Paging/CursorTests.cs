using Allmine.Application.Paging;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Paging;

public sealed class CursorTests
{
    private static readonly byte[] Position = [1, 2, 3, 4, 5];

    [Fact]
    public void Read_WhenWrittenForTheSameListAndUser_ThenIsThePosition()
    {
        Assert.Equal(Position, Cursor.Read("chats", Samples.Ada, Cursor.Write("chats", Samples.Ada, Position)));
        Assert.Empty(Cursor.Read("chats", Samples.Ada, Cursor.Write("chats", Samples.Ada, []))!);
    }

    [Fact]
    public void Read_WhenOfAnotherUserOrList_ThenNull()
    {
        var cursor = Cursor.Write("chats", Samples.Ada, Position);

        Assert.Null(Cursor.Read("chats", Samples.Bob, cursor));
        Assert.Null(Cursor.Read("chat", Samples.Ada, cursor));
        Assert.Null(Cursor.Read("transactions", Samples.Ada, cursor));
    }

    [Fact]
    public void Read_WhenAnyCharacterIsChangedAddedOrLost_ThenNull()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var cursor = Cursor.Write("chats", Samples.Ada, Position);

        for (var i = 0; i < cursor.Length; i++)
        {
            foreach (var character in alphabet.Where(character => character != cursor[i]))
                Assert.Null(Cursor.Read("chats", Samples.Ada, cursor[..i] + character + cursor[(i + 1)..]));
            Assert.Null(Cursor.Read("chats", Samples.Ada, cursor[..i]));
        }

        foreach (var end in new[] { "A", "AA", "=", "==", " ", "\n", "%" })
            Assert.Null(Cursor.Read("chats", Samples.Ada, cursor + end));
        Assert.Null(Cursor.Read("chats", Samples.Ada, " " + cursor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("next")]
    [InlineData("64d15f9e2e6c8f4d5a111111")]
    [InlineData("{\"$gt\":\"\"}")]
    [InlineData("../../etc/passwd")]
    public void Read_WhenMadeUp_ThenNull(string text) => Assert.Null(Cursor.Read("chats", Samples.Ada, text));

    [Fact]
    public void Read_WhenVeryLong_ThenNull() => Assert.Null(Cursor.Read("chats", Samples.Ada, new string('A', 100_000)));
}
