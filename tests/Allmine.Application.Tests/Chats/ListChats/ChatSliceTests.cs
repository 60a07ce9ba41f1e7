using Allmine.Application.Ports.Chats;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;

namespace Allmine.Application.Tests.Chats.ListChats;

public sealed class ChatSliceTests
{
    private static readonly CountingIds Ids = new();
    private static readonly DateTime Hour = Samples.Noon;

    private readonly List<Chat> found = [.. Enumerable.Range(0, 3).Select(i => Chat.Group(Ids.NewId<Chat>(), null, [Samples.Ada], Hour.AddMinutes(9 - i)))];

    [Fact]
    public void Of_WhenMoreWereFoundThanAskedFor_ThenEndsWithTheLastOfThoseAskedFor()
    {
        var slice = ChatListSlice.Of(Listed(found), 2, Hour);

        Assert.Equal(found.Take(2), slice.Chats);
        Assert.Equal(ChatPosition.Of(found[1]), slice.End);
    }

    [Fact]
    public void Of_WhenTheListEndsWithinTheHours_ThenHasNoEnd()
    {
        var slice = ChatListSlice.Of(Listed(found), 3, null);

        Assert.Equal(found, slice.Chats);
        Assert.Null(slice.End);
    }

    /// <summary>There were more when the hours were looked up. Below the last hour nobody has looked.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Of_WhenChatsHaveMovedAwayMeanwhile_ThenEndsWithTheLastHour(int count)
    {
        var slice = ChatListSlice.Of(Listed(found[..count]), 3, Hour);

        Assert.Equal(found.Take(count), slice.Chats);
        Assert.Equal(new ChatPosition(Hour, default), slice.End);
        Assert.All(slice.Chats, chat => Assert.True(ChatPosition.Of(chat) > slice.End));
    }

    /// <summary>Otherwise one bad record would end the list, or shift its pages.</summary>
    [Fact]
    public void Of_WhenAChatCantBeRead_ThenItIsLeftOutAndThePartEndsWhereItWouldHave()
    {
        var listed = Listed(found);
        listed[0] = listed[0] with { Chat = null };

        var slice = ChatListSlice.Of(listed, 1, Hour);

        Assert.Empty(slice.Chats);
        Assert.Equal((ChatPosition.Of(found[0]), ChatPosition.Of(found[0])), (slice.Newest, slice.End));
    }

    private static List<ListedChat> Listed(List<Chat> chats) => chats.ConvertAll(ListedChat.Of);
}
