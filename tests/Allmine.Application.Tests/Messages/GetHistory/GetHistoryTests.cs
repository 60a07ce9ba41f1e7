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
