using Allmine.Domain.Chats;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatKindsTests
{
    [Fact]
    public void Names_WhenParsed_ThenGiveTheKindsThatHaveThem()
    {
        Assert.Equal(["direct", "group"], ChatKinds.Names);
        Assert.Equal(Enum.GetValues<ChatKind>(), ChatKinds.Names.Select(name => ChatKinds.Parse(name)!.Value));
        Assert.Equal(ChatKinds.Names, Enum.GetValues<ChatKind>().Select(ChatKinds.NameOf));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Direct")]
    [InlineData("channel")]
    public void Parse_WhenOfNoKind_ThenNull(string? name) => Assert.Null(ChatKinds.Parse(name));

    [Fact]
    public void NameOf_WhenOfNoKind_ThenThrows() => Assert.Throws<ArgumentOutOfRangeException>(() => ChatKinds.NameOf(default));
}
