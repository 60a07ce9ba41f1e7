using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection.Budgets;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class WorkSlotsTests
{
    private readonly WorkSlots slots = new(atOnce: 2, maxWaiting: 2);

    [Fact]
    public async Task EnterAsync_WhenAUserIsAtWork_ThenTheUsersNextWaitsAndOthersPass()
    {
        var first = await EnterAsync(1);
        var second = EnterAsync(1);
        var other = await EnterAsync(2);
        Assert.False(second.IsCompleted);

        other.Dispose();
        Assert.False(second.IsCompleted);
        first.Dispose();

        (await second).Dispose();
        (await EnterAsync(1)).Dispose();
    }

    [Fact]
    public async Task EnterAsync_WhenAllSlotsAreTaken_ThenTheOthersEnterInTheOrderOfAsking()
    {
        var first = await EnterAsync(1);
        var second = await EnterAsync(2);
        var third = EnterAsync(3);
        var fourth = EnterAsync(4);

        first.Dispose();
        await third;
        Assert.False(fourth.IsCompleted);
        second.Dispose();
        second.Dispose();

        await fourth;
        Assert.False(EnterAsync(5).IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_WhenTooManyWait_ThenTheServiceIsBusyAndThoseThatWaitGoOn()
    {
        var first = await EnterAsync(1);
        await EnterAsync(2);
        var third = EnterAsync(3);
        var fourth = EnterAsync(4);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => EnterAsync(5));

        Assert.Equal(ErrorCode.ServiceBusy, refusal.Code);
        first.Dispose();
        await third;
        Assert.False(fourth.IsCompleted);
        Assert.False(EnterAsync(5).IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_WhenTooManyWaitButASlotIsFree_ThenAnotherUserEnters()
    {
        await EnterAsync(1);
        _ = EnterAsync(1);
        _ = EnterAsync(1);
        Assert.Equal(2, slots.Waiting);

        await EnterAsync(2);

        await Assert.ThrowsAsync<RefusedException>(() => EnterAsync(3));
    }

    [Fact]
    public async Task EnterAsync_WhenTheOneThatWaitsGivesUp_ThenItsPlaceIsFree()
    {
        await EnterAsync(1);
        using var cancelled = new CancellationTokenSource();
        var waiting = slots.EnterAsync(User(1), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, slots.Waiting);
    }

    private static Id<User> User(int number) => Id<User>.Parse($"{number:x24}");

    private Task<IDisposable> EnterAsync(int user) => slots.EnterAsync(User(user), CancellationToken.None);
}
