using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Messages.GetHistory;

public sealed class GetHistoryTests
{
    private static readonly GetHistoryQuery Query = new(Samples.Two.ToString(), null, null, null, null);

    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenEmpty_ThenIsEmpty()
    {
        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query);

        Assert.Empty(page.Items);
        Assert.False(page.HasMore);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public async Task Get_WhenNoLimitIsGiven_ThenIsOfTheTwentyNewest(int count, bool hasMore)
    {
        await SendAsync(count);

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)count - i), Numbers(page));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Theory]
    [InlineData(null, null, 2, "5,4", true)]
    [InlineData(null, null, 5, "5,4,3,2,1", false)]
    [InlineData(4L, null, 2, "3,2", true)]
    [InlineData(3L, null, 2, "2,1", false)]
    [InlineData(1L, null, 2, "", false)]
    [InlineData(null, 0L, 2, "1,2", true)]
    [InlineData(null, 3L, 2, "4,5", false)]
    [InlineData(null, 5L, 2, "", false)]
    public async Task Get_WhenPaged_ThenIsThatPartInItsOrder(long? before, long? after, int limit, string numbers, bool hasMore)
    {
        await SendAsync(5);

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Before = before, After = after, Limit = limit });

        Assert.Equal(numbers, string.Join(',', Numbers(page)));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Theory]
    [InlineData(5L, 4, "3,4,5,6", true)]
    [InlineData(5L, 5, "3,4,5,6,7", true)]
    [InlineData(5L, 1, "5", true)]
    [InlineData(8L, 4, "6,7,8,9", false)]
    [InlineData(9L, 4, "7,8,9", false)]
    [InlineData(9L, 1, "9", false)]
    [InlineData(7L, 4, "5,6,7,8", true)]
    [InlineData(10L, 4, "7,8,9", false)]
    [InlineData(long.MaxValue, 4, "7,8,9", false)]
    [InlineData(1L, 4, "1,2,3,4", true)]
    [InlineData(2L, 4, "1,2,3,4", true)]
    [InlineData(3L, 4, "1,2,3,4", true)]
    [InlineData(1L, 9, "1,2,3,4,5,6,7,8,9", false)]
    [InlineData(1L, 8, "1,2,3,4,5,6,7,8", true)]
    public async Task Get_WhenAroundANumber_ThenHalfIsBeforeIt(long around, int limit, string numbers, bool hasMore)
    {
        await SendAsync(9);

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Around = around, Limit = limit });

        Assert.Equal(numbers, string.Join(',', Numbers(page)));
        Assert.Equal(hasMore, page.HasMore);
    }

    [Fact]
    public async Task Get_WhenAroundANumberOfAnEmptyChat_ThenIsEmpty()
    {
        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Around = 5 });

        Assert.Empty(page.Items);
        Assert.False(page.HasMore);
    }

    /// <summary>Where a page is full by its bytes, it is what lies far from the number that is left out.</summary>
    [Fact]
    public async Task Get_WhenWhatIsAroundTheNumberIsLong_ThenTheFarEndsAreCut()
    {
        for (var i = 0; i < 100; i++)
            await service.SendAsync(Samples.Ada, Samples.Two, new string('"', 5000));

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Around = 50, Limit = 100 });

        var numbers = Numbers(page).ToList();
        Assert.InRange(numbers.Count, 25, 40);
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => numbers[0] + i), numbers);
        Assert.InRange(50 - numbers[0] - (numbers[^1] - 50), -1, 1);
        Assert.True(page.HasMore);
        // Near the end the other side has the room.
        var end = Numbers(await service.SendAsync(Callers.Person(Samples.Bob), Query with { Around = 99, Limit = 100 })).ToList();
        Assert.Equal((100, numbers.Count), (end[^1], end.Count));
        Assert.False((await service.SendAsync(Callers.Person(Samples.Bob), Query with { Around = 99, Limit = 100 })).HasMore);
    }

    [Fact]
    public async Task Get_WhenSomeHaveRead_ThenEachMessageTellsWho()
    {
        await SendAsync(2);
        service.Store.MarkRead(Samples.Two, Samples.Bob, 1);

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query);

        Assert.Empty(page.Items[0].ReadBy);
        Assert.Equal([Samples.Bob], page.Items[1].ReadBy);
    }

    [Fact]
    public async Task Get_WhenThereIsNoSuchChat_ThenIsNotFound() =>
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { ChatId = Samples.NoChat.ToString() }));

    private static IEnumerable<long> Numbers(HistoryPage page) => page.Items.Select(item => item.Message.Sequence);

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await service.SendAsync(Callers.Person(Samples.Ada), new SendMessageCommand("text", Samples.Two.ToString(), null, "Hello", null, null, null, null, false));
    }
}
