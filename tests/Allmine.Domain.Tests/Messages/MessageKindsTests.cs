using Allmine.Domain.Messages;

namespace Allmine.Domain.Tests.Messages;

public sealed class MessageKindsTests
{
    [Fact]
    public void NameOf_WhenOfAnyKind_ThenParsesBackToIt()
    {
        var kinds = Enum.GetValues<MessageKind>();

        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind => Assert.Equal(kind, MessageKindNames.Parse(MessageKindNames.NameOf(kind))));
        Assert.Equal(kinds.Select(MessageKindNames.NameOf), MessageKindNames.StoredNames);
        Assert.Equal(["text", "media", "credit_transfer"], MessageKindNames.Names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("TEXT")]
    [InlineData("Text")]
    [InlineData(" text")]
    [InlineData("1")]
    [InlineData("text, media")]
    [InlineData("creditTransfer")]
    [InlineData("image")]
    public void Parse_WhenNameIsAnythingElse_ThenIsNone(string? name) => Assert.Null(MessageKindNames.Parse(name));

    [Fact]
    public void NameOf_WhenThereIsNoSuchKind_ThenThrows() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MessageKindNames.NameOf((MessageKind)99));
}
