using Allmine.Api.Configuration;
using Allmine.Api.Health;
using Allmine.Api.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Api.Tests.Processes;

public sealed class DrainingLifetimeTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    /// <summary>More than the moment after the delay in which no connections begin.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly Mock<IHostApplicationLifetime> application = new();
    private readonly FakeTimeProvider time = new();
    private readonly Readiness readiness;

    public DrainingLifetimeTests()
    {
        application.Setup(lifetime => lifetime.ApplicationStopping).Returns(stopping.Token);
        application.Setup(lifetime => lifetime.StopApplication()).Callback(stopping.Cancel);
        readiness = new Readiness(application.Object);
    }

    public void Dispose() => stopping.Dispose();

    [Fact]
    public async Task Signal_WhenReady_ThenIsNotReadyAtOnceAndEndsAfterTheDelay()
    {
        readiness.BeWarm();
        Assert.True(readiness.IsReady);
        using var lifetime = New(Delay);

        var end = lifetime.EndAsync();

        Assert.False(readiness.IsReady);
        time.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Assert.False(stopping.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await AdvanceUntilAsync(end);
        Assert.True(stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Signal_WhenItIsTheSecond_ThenTheDelayEnds()
    {
        readiness.BeWarm();
        using var lifetime = New(Delay);
        var end = lifetime.EndAsync();
        Assert.False(stopping.IsCancellationRequested);

        await lifetime.EndAsync();

        await end;
        Assert.True(stopping.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 5)]
    public async Task Signal_WhenThereIsNoDelayOrItNeverWasReady_ThenEndsAtOnce(bool isWarm, int seconds)
    {
        if (isWarm)
            readiness.BeWarm();
        using var lifetime = New(TimeSpan.FromSeconds(seconds));

        await lifetime.EndAsync();

        Assert.True(stopping.IsCancellationRequested);
    }

    [Fact]
    public void Readiness_WhenTheHostIsStoppedWithoutASignal_ThenEnds()
    {
        readiness.BeWarm();

        stopping.Cancel();

        Assert.False(readiness.IsReady);
    }

    private DrainingLifetime New(TimeSpan delay) => new(readiness, new ShutdownSettings(delay), new ListenSockets(), application.Object, time);

    private async Task AdvanceUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            time.Advance(Moment);
            await Task.Yield();
        }
    }
}
