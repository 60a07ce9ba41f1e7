namespace Allmine.Tests.Timing;

/// <summary>Waits for what happens beside a test.</summary>
internal static class Eventually
{
    /// <summary>Only stops a test that hangs, on any machine: how long something took is no matter of these tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Fails if the condition does not come to hold.</summary>
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="HoldsAsync(Func{bool})"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, "The condition has not come to hold in time.");
            await Task.Delay(Pause);
        }
    }
}
