using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Tests.Webhooks;
using Moq;

namespace Allmine.Application.Tests.Feed;

public sealed class FeedReaderTests
{
    private static readonly FeedType[] All = Enum.GetValues<FeedType>();

    [Fact]
    public async Task Read_WhenFewAreOfTheTypesAskedFor_ThenThePositionMovesByTheGreatestNumberOfLooks()
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, FeedReader.Looks + 1).Select(_ => world.Next(chat))]);
        var reader = Make(world);
        var page = await reader.ReadAsync(null, 20, [FeedType.MessageRead], default);
        Assert.Empty(page.Items);
        Assert.True(page.HasMore);
        Assert.Equal(world.Caller.Positions.Of(FeedReader.Looks), page.Position);
        var next = await reader.ReadAsync(page.Position, 20, [FeedType.MessageRead], default);
        Assert.False(next.HasMore);
        Assert.False(next.IsReset);
    }

    [Fact]
    public async Task Read_WhenThePlaceIsGoneOrMadeUp_ThenItBeginsWithTheOldest()
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, 10).Select(_ => world.Next(chat))]);
        await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 4, default);
        var reader = Make(world);
        var first = await reader.ReadAsync(null, 1, All, default);
        var positions = world.Caller.Positions;
        foreach (var (position, isReset) in new[] { (positions.Of(3), true), (positions.Of(4), false), (positions.Of(10), false), (positions.Of(11), true), ("made up", true) })
        {
            var page = await reader.ReadAsync(position, 1, All, default);
            Assert.Equal(isReset, page.IsReset);
            Assert.Equal(isReset, page.IsReset && page.Items[0].Entry.Number == first.Items[0].Entry.Number);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhenWhatComesNextIsRemovedJustBefore_ThenThatIsToldAsAReset(bool isRemoved)
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, 10).Select(_ => world.Next(chat))]);
        var reader = Make(world);
        await world.Caller.Positions.PrepareAsync(default);
        var state = await world.Store.FeedLog.ReadStateAsync(default);
        if (isRemoved)
            await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 4, default);
        var page = await reader.ReadAsync(2, isReset: false, 20, All, state, default);
        Assert.Equal(isRemoved, page.IsReset);
        Assert.Equal(isRemoved ? 5 : 3, page.Items[0].Entry.Number);
    }

    private static FeedReader Make(DeliveryWorld world) =>
        new(world.Store.FeedLog, world.Caller.Positions, new FeedErasing(world.Store.MessageRepository, Mock.Of<IFeedBodies>()));
}
