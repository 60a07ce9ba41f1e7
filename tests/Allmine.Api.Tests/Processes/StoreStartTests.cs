using Allmine.Api.Tests.Hosting;
using Allmine.Domain.Errors;
using Allmine.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Processes;

/// <summary>How long the start waits for a store, and for what it does not wait.</summary>
public sealed class StoreStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Do_WhenTheStoreComesInTime_ThenTheStartGoesOnAndSaysWhatItWaitedFor()
    {
        using var log = new CapturedLog();
        using var factory = new LoggerFactory([log]);
        var attempts = 0;

        await RunAsync(new StoreStart(time, factory.CreateLogger<StoreStart>()), () => ++attempts <= 3 ? NotYet() : null);

        Assert.Equal(4, attempts);
        Assert.Collection(
            log.Lines,
            line => Assert.Matches("^Warning: .* up to 30 s.* not yet", line),
            line => Assert.StartsWith("Information: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(29_999, 2)]
    [InlineData(30_000, 1)]
    public async Task Do_WhenTheStoreDoesNotCome_ThenItIsGivenUpAfterSoLong(int milliseconds, int expected)
    {
        foreach (var failure in new Exception[] { NotYet(), new StoreUnavailableException() })
        {
            var attempts = 0;
            var start = new StoreStart(time, NullLogger<StoreStart>.Instance);

            var exception = await Record.ExceptionAsync(() => RunAsync(start, () =>
            {
                if (++attempts == 1)
                    time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                return failure;
            }));

            Assert.Same(failure, exception);
            Assert.Equal(expected, attempts);
        }
    }

    [Fact]
    public async Task Do_WhenWaitingIsInVain_ThenItFailsAtOnce()
    {
        foreach (var failure in new Exception[] { new StoreSetupException("never"), new InvalidOperationException("a defect") })
        {
            var attempts = 0;

            var exception = await Record.ExceptionAsync(() => RunAsync(new StoreStart(time, NullLogger<StoreStart>.Instance), () =>
            {
                attempts++;
                return failure;
            }));

            Assert.Same(failure, exception);
            Assert.Equal(1, attempts);
        }
    }

    /// <summary>All steps of a start together wait so long, not each of them.</summary>
    [Fact]
    public async Task Do_WhenAnEarlierStepHasWaited_ThenTheNextOneHasTheRest()
    {
        var start = new StoreStart(time, NullLogger<StoreStart>.Instance);
        await RunAsync(start, () =>
        {
            time.Advance(Patience);
            return null;
        });

        await Assert.ThrowsAsync<StoreSetupException>(() => RunAsync(start, NotYet));
    }

    private static StoreSetupException NotYet() => new("not yet") { WorthWaiting = Patience };

    /// <param name="start">The start.</param>
    /// <param name="attempt">What each attempt ends with; null if it succeeds.</param>
    private async Task RunAsync(StoreStart start, Func<Exception?> attempt)
    {
        var run = start.DoAsync(_ => attempt() is { } failure ? Task.FromException(failure) : Task.CompletedTask, CancellationToken.None);
        // It waits on this clock alone, so that each step of the clock is one attempt.
        while (!run.IsCompleted)
            time.Advance(TimeSpan.FromMilliseconds(500));
        await run;
    }
}
