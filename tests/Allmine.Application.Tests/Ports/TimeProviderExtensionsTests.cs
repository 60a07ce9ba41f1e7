using Allmine.Application.Ports;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Ports;

public sealed class TimeProviderExtensionsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource change = new();

    [Theory]
    [InlineData(4_999, false)]
    [InlineData(5_000, true)]
    public async Task Wait_WhenNothingChanges_ThenItEndsWithTheTimeAndNotBefore(int milliseconds, bool isOver)
    {
        var wait = time.WaitAsync(TimeSpan.FromSeconds(5), default, change.Task, new TaskCompletionSource().Task);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        if (!isOver)
        {
            await Task.Delay(50);
            Assert.False(wait.IsCompleted);
            change.SetResult();
        }

        Assert.Equal(!isOver, await wait.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task Wait_WhenOneOfTheChangesFails_ThenItEndsAndSaysThatThereWasOne()
    {
        var wait = time.WaitAsync(TimeSpan.FromSeconds(5), default, new TaskCompletionSource().Task, change.Task);
        change.SetException(new InvalidOperationException());
        Assert.True(await wait);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Wait_WhenThereIsNoTime_ThenItHasEnded(int seconds)
    {
        var wait = time.WaitAsync(TimeSpan.FromSeconds(seconds), default, change.Task);
        Assert.True(wait.IsCompleted);
        Assert.False(await wait);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Wait_WhenCancelled_ThenItThrowsAlsoWhereSomethingHasChanged(int seconds)
    {
        using var ending = new CancellationTokenSource();
        change.SetResult();
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => time.WaitAsync(TimeSpan.FromSeconds(seconds), ending.Token, change.Task));
    }
}
