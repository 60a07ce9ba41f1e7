using Allmine.Infrastructure.Media.Inspection.Budgets;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class ByteBudgetTests
{
    private readonly ByteBudget budget = new(1000);

    [Fact]
    public async Task HoldAsync_WhenAllIsHeld_ThenTheNextWaitsUntilSoMuchIsGivenBack()
    {
        var first = await HoldAsync(600);
        var second = await HoldAsync(400);
        var third = HoldAsync(1);
        Assert.False(third.IsCompleted);
        Assert.Equal(1000, budget.Held);

        second.Dispose();
        second.Dispose();
        (await third).Dispose();

        Assert.Equal(600, budget.Held);
        first.Dispose();
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public async Task HoldAsync_WhenALargeOneWaits_ThenASmallOneDoesNotPass()
    {
        var first = await HoldAsync(600);
        var large = HoldAsync(600);
        var small = HoldAsync(1);
        Assert.False(small.IsCompleted);

        first.Dispose();

        await large;
        await small;
        Assert.Equal(601, budget.Held);
    }

    [Fact]
    public async Task HoldAsync_WhenTheOneThatWaitsGivesUp_ThenThoseBehindItGoOn()
    {
        await HoldAsync(600);
        using var cancelled = new CancellationTokenSource();
        var large = budget.HoldAsync(600, cancelled.Token);
        var small = HoldAsync(1);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(601, budget.Held);
    }

    [Fact]
    public async Task HoldAsync_WhenMoreIsAskedThanOneMayHold_ThenThrows()
    {
        Assert.Equal(750, budget.MaxShare);
        await HoldAsync(750);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => HoldAsync(751));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => HoldAsync(-1));
        Assert.Equal(750, budget.Held);
    }

    private Task<IDisposable> HoldAsync(long bytes) => budget.HoldAsync(bytes, CancellationToken.None);
}
