using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Credits.GrantCredits;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Credits;

public sealed class GetTransactionsTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenThereIsNothing_ThenIsAnEmptyLastPage()
    {
        var page = await GetAsync();

        Assert.Empty(page.Items);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task Get_WhenThereAreMoreThanAPage_ThenThePagesHaveEachOnceWhateverComesIn()
    {
        await FillAsync(5);

        var first = await GetAsync(limit: 2);
        await FillAsync(1);
        var second = await GetAsync(first.NextCursor, 2);
        var third = await GetAsync(second.NextCursor, 2);

        Assert.Equal([5, 4], Numbers(first));
        Assert.Equal([3, 2], Numbers(second));
        Assert.Equal([1], Numbers(third));
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task Get_WhenThePageIsJustFull_ThenThereIsNoNextOne()
    {
        await FillAsync(2);

        Assert.Null((await GetAsync(limit: 2)).NextCursor);
        Assert.Equal(20, (await FillAsync(30), await GetAsync()).Item2.Items.Count);
    }

    [Fact]
    public async Task Get_WhenOfOneDirection_ThenOnlyThose()
    {
        await FillAsync(2);
        await service.SendAsync(
            Callers.Person(Samples.Ada),
            new SendMessageCommand("credit_transfer", null, Samples.Bob.ToString(), null, null, null, new CreditTransferPart(1), "k", false));

        Assert.Equal([3], Numbers(await GetAsync(direction: "credit_transfer_sent")));
        Assert.Equal([2, 1], Numbers(await GetAsync(direction: "grant")));
        Assert.Empty((await GetAsync(direction: "credit_transfer_received")).Items);
    }

    [Theory]
    [InlineData(0, null, "validation.limit.range")]
    [InlineData(101, null, "validation.limit.range")]
    [InlineData(1, "grant_issued", "validation.direction.allowed_values")]
    [InlineData(1, "Grant", "validation.direction.allowed_values")]
    [InlineData(1, "", "validation.direction.allowed_values")]
    public async Task Get_WhenAParameterIsWrong_ThenIsRefused(int limit, string? direction, string code) =>
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new GetTransactionsQuery(null, limit, direction)));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Get_WhenTheLimitIsAtItsEnds_ThenIsAnswered(int limit) => Assert.Empty((await GetAsync(limit: limit)).Items);

    [Fact]
    public async Task Get_WhenTheCursorIsForgedOrForeign_ThenIsRefused()
    {
        await FillAsync(2);
        var cursor = (await GetAsync(limit: 1)).NextCursor;

        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Bob), new GetTransactionsQuery(cursor, null, null)));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), new GetTransactionsQuery("7", null, null)));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), new GetTransactionsQuery("", null, null)));
    }

    [Fact]
    public async Task Get_WhenNobodyActs_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, new GetTransactionsQuery(null, null, null)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), new GetTransactionsQuery(null, null, null)));
    }

    private static IEnumerable<long> Numbers(TransactionsPage page) => page.Items.Select(entry => entry.Number);

    private Task<TransactionsPage> GetAsync(string? cursor = null, int? limit = null, string? direction = null) =>
        service.SendAsync(Callers.Person(Samples.Ada), new GetTransactionsQuery(cursor, limit, direction));

    private async Task<int> FillAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await service.SendAsync(Callers.Service(), new GrantCreditsCommand(Samples.Ada.ToString(), 1, $"{service.Store.Ledger.Count}"));
        return count;
    }
}
