namespace Allmine.Api.Tests.Hosting;

/// <summary>Waits for what happens beside a test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Fails if the condition does not come to hold in time.</summary>
    public static async Task HoldsAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "The condition has not come to hold in time.");
            await Task.Delay(Pause);
        }
    }
}
