using Allmine.Domain.Chats;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatKindsTests
{
    [Fact]
    public void Names_WhenParsed_ThenGiveTheKindsThatHaveThem()
    {
        Assert.Equal(["direct", "group"], ChatKindNames.Names);
        Assert.Equal(Enum.GetValues<ChatKind>(), ChatKindNames.Names.Select(name => ChatKindNames.Parse(name)!.Value));
        Assert.Equal(ChatKindNames.Names, Enum.GetValues<ChatKind>().Select(ChatKindNames.NameOf));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Direct")]
    [InlineData("channel")]
    public void Parse_WhenOfNoKind_ThenNull(string? name) => Assert.Null(ChatKindNames.Parse(name));

    [Fact]
    public void NameOf_WhenOfNoKind_ThenThrows() => Assert.Throws<ArgumentOutOfRangeException>(() => ChatKindNames.NameOf(default));
}
