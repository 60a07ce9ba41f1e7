using Allmine.Application.Events;
using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Tests.Webhooks;
using Allmine.Domain.Messages;
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
        await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 4, [], default);
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
            await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 4, [], default);
        var page = await reader.ReadAsync(2, isReset: false, 20, All, state, default);
        Assert.Equal(isRemoved, page.IsReset);
        Assert.Equal(isRemoved ? 5 : 3, page.Items[0].Entry.Number);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhenTheOldestAreRemovedJustBefore_ThenThatIsAResetForThoseAloneWhoNamedAPlace(bool isNamed)
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, 10).Select(_ => world.Next(chat))]);
        await world.Caller.Positions.PrepareAsync(default);
        var store = world.Store.FeedLog;
        var log = new Mock<IFeedLog>();
        log.Setup(one => one.ReadStateAsync(It.IsAny<CancellationToken>())).Returns(async () =>
        {
            var state = await store.ReadStateAsync(default);
            if (state.Floor == 0)
                await store.TrimAsync(0, DateTime.MaxValue, 4, [], default);
            return state;
        });
        log.Setup(one => one.ReadAsync(It.IsAny<long>(), It.IsAny<long>(), It.IsAny<IReadOnlyCollection<FeedType>>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Returns((long after, long upTo, IReadOnlyCollection<FeedType> types, int limit, CancellationToken ending) => store.ReadAsync(after, upTo, types, limit, ending));
        var page = await Make(world, log.Object).ReadAsync(isNamed ? world.Caller.Positions.Of(1) : null, 20, All, default);
        Assert.Equal((isNamed, 5, 6), (page.IsReset, page.Items[0].Entry.Number, page.Items.Count));
    }

    [Theory]
    [InlineData((1 << 19) - 300, 2)]
    [InlineData((1 << 19) - 299, 1)]
    public async Task Read_WhenTheItemsAreLong_ThenThePageEndsAt1MiBAndTheNextGoesOnThere(int length, int expected)
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, 3).Select(_ => world.Next(chat, data: $"\"{new string('a', length - 2)}\""))]);
        var reader = Make(world);
        var page = await reader.ReadAsync(null, 20, All, default);
        Assert.Equal(expected, page.Items.Count);
        Assert.True(page.HasMore);
        Assert.Equal(world.Caller.Positions.Of(expected), page.Position);
        Assert.Equal(expected + 1, (await reader.ReadAsync(page.Position, 20, All, default)).Items[0].Entry.Number);
    }

    [Fact]
    public async Task Read_WhenTheRecordingHasNotComeToADeletion_ThenTheTombstoneIsTold()
    {
        await using var world = new DeliveryWorld();
        var kept = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 1, Samples.Ada, Samples.Noon), MessageText.From("Kept"));
        var deleted = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 2, Samples.Ada, Samples.Noon), MessageText.From("Secret")).Delete(3, Samples.Noon);
        world.Store.Put(kept);
        world.Store.Put(deleted);
        await world.TellAsync(world.Next(Samples.Team) with { MessageId = kept.Id }, world.Next(Samples.Team) with { MessageId = deleted.Id }, world.Next(Samples.Team));
        var items = (await Make(world).ReadAsync(null, 20, All, default)).Items;
        Assert.Equal([("""{"n":1}""", false), ("emptied", true), ("""{"n":3}""", false)], items.Select(item => (item.Entry.Data, item.Entry.IsErased)));
    }

    [Fact]
    public async Task Follow_WhenEventsComeAndTheOldestGo_ThenTheStreamGoesOnWithHeartbeatsAndTellsAReset()
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat));
        var positions = world.Caller.Positions;
        var head = world.Caller.Head;
        var followers = new FeedFollowers(Make(world), positions, world.Store.FeedLog, head, world.Time, new EventOptions());
        using var subscription = await followers.FollowAsync(Samples.Backend, null, All, default);
        await using var stream = subscription.ReadAsync(default).GetAsyncEnumerator();
        Assert.Equal(new FeedStreamItem(positions.Of(1)), await NextAsync(stream));
        var began = world.Time.GetTimestamp();
        Assert.Equal(new FeedStreamItem(positions.Of(1)), await NextAsync(stream));
        Assert.True(world.Time.GetElapsedTime(began) >= new EventOptions().Heartbeat);
        await world.TellAsync(world.Next(chat), world.Next(chat));
        foreach (var number in new[] { 2, 3 })
            Assert.Equal((number, positions.Of(number)), (await NextEventAsync(stream)) is { Event: { } told } item ? (told.Entry.Number, item.Position) : default);

        await world.TellAsync([.. Enumerable.Range(0, 6).Select(_ => world.Next(chat))]);
        await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 7, [], default);
        var reset = await NextEventAsync(stream);
        Assert.Equal((positions.Of(7), null, true), (reset.Position, reset.Event, reset.IsReset));
        Assert.Equal(8, (await NextEventAsync(stream)).Event!.Entry.Number);
    }

    [Fact]
    public async Task Head_WhenNobodyWatches_ThenTheStoreIsNotRead()
    {
        await using var world = new DeliveryWorld();
        var (head, line) = (world.Caller.Head, world.Caller.Line);
        await Task.Delay(50);
        Assert.Equal(0, Reads());
        using (head.Watch())
            await Eventually.HoldsAsync(() => Reads() > 3);
        await Eventually.HoldsAsync(async () =>
        {
            var before = Reads();
            await Task.Delay(100);
            return Reads() == before;
        });
        var ended = Reads();
        using (head.Watch())
            await Eventually.HoldsAsync(() => Reads() > ended);

        int Reads() => line.CallsOf(nameof(IFeedLog.ReadStateAsync));
    }

    private static async Task<FeedStreamItem> NextAsync(IAsyncEnumerator<FeedStreamItem> stream) =>
        await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)) ? stream.Current : throw new InvalidOperationException("The stream has ended.");

    /// <summary>The next one that is no heartbeat.</summary>
    private static async Task<FeedStreamItem> NextEventAsync(IAsyncEnumerator<FeedStreamItem> stream)
    {
        while (true)
        {
            if (await NextAsync(stream) is var item and ({ Event: not null } or { IsReset: true }))
                return item;
        }
    }

    private static FeedReader Make(DeliveryWorld world, IFeedLog? log = null)
    {
        var bodies = new Mock<IFeedBodies>();
        bodies.Setup(all => all.OfErased(It.IsAny<FeedEntry>(), It.IsAny<StoredMessage>())).Returns("emptied");
        return new FeedReader(log ?? world.Store.FeedLog, world.Caller.Positions, new FeedErasing(world.Store.MessageRepository, bodies.Object));
    }
}
