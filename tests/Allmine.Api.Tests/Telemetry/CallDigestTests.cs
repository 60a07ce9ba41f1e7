using Allmine.Api.Auth;
using Allmine.Api.Logging;
using Allmine.Api.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>What a caller can have as often as he likes is a line at once, and then one a minute with a count.</summary>
public sealed class CallDigestTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly CountedTime time = new();
    private readonly CapturedLog log = new();
    private readonly LoggerFactory loggers;
    private readonly CallDigest digest;

    public CallDigestTests()
    {
        loggers = new LoggerFactory([log]);
        digest = new CallDigest(time, loggers.CreateLogger<CallDigest>());
    }

    public async Task InitializeAsync()
    {
        await digest.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => time.Timers == 1);
    }

    public Task DisposeAsync() => digest.StopAsync(CancellationToken.None);

    public void Dispose()
    {
        digest.Dispose();
        loggers.Dispose();
        log.Dispose();
    }

    [Fact]
    public async Task Log_WhenAnAddressComesAgainAndAgainWithoutAToken_ThenHasALineAtOnceAndOneAMinuteWithACount()
    {
        for (var i = 0; i < 5; i++)
            digest.Unauthenticated("192.0.2.1", AuthFailure.Expired);
        digest.Unauthenticated("192.0.2.2", AuthFailure.Expired);
        Assert.Equal(["1 from 192.0.2.1", "1 from 192.0.2.2"], Told());

        await PassAsync(CallDigest.Period - Step);
        Assert.Equal(2, log.Lines.Count);
        await PassAsync(Step);
        Assert.Equal(["1 from 192.0.2.1", "1 from 192.0.2.2", "4 from 192.0.2.1"], Told());

        // Nothing more came of the second: it is forgotten, and its next one is a line at once. The first is still counted.
        digest.Unauthenticated("192.0.2.1", AuthFailure.Expired);
        digest.Unauthenticated("192.0.2.2", AuthFailure.Expired);
        Assert.Equal("1 from 192.0.2.2", Told()[^1]);
        Assert.Equal(4, log.Lines.Count);
        await PassAsync(CallDigest.Period);
        Assert.Equal("1 from 192.0.2.1", Told()[^1]);
        Assert.Equal(5, log.Lines.Count);
    }

    [Fact]
    public async Task Log_WhenAUserIsOverALimit_ThenIsCountedWhereverHeCallsFrom()
    {
        foreach (var address in (string[])["192.0.2.1", "192.0.2.2", "192.0.2.3"])
            digest.RateLimited("ada", null, address, "sends");
        digest.RateLimited(null, null, "192.0.2.1", "anonymous");
        Assert.Collection(
            log.Lines,
            line => Assert.StartsWith("Information: 1 calls over a limit (429 sends), user ada,", line, StringComparison.Ordinal),
            line => Assert.Contains("1 calls over a limit (429 anonymous), user (null), service (null), from 192.0.2.1", line, StringComparison.Ordinal));

        await PassAsync(CallDigest.Period);

        Assert.Equal(3, log.Lines.Count);
        Assert.Contains("2 calls over a limit (429 ), user ada", log.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_WhenThereAreMoreCallersThanAreToldApart_ThenTheOthersShareALine()
    {
        const int Others = 3;
        for (var i = 0; i < CallDigest.MaxCallers + Others; i++)
            digest.Unauthenticated($"2001:db8::{i:x}", AuthFailure.Expired);
        Assert.Equal(CallDigest.MaxCallers, log.Lines.Count);

        await PassAsync(CallDigest.Period);

        Assert.Equal($"{Others} from others", Told()[^1]);
        Assert.Equal(CallDigest.MaxCallers + 1, log.Lines.Count);
    }

    /// <summary>In the steps in which the digest looks, each of which it ends before the next.</summary>
    private async Task PassAsync(TimeSpan passing)
    {
        for (var passed = TimeSpan.Zero; passed < passing; passed += Step)
        {
            var timers = time.Timers;
            time.Advance(Step);
            await Eventually.HoldsAsync(() => time.Timers > timers);
        }
    }

    private List<string> Told() => [.. log.Lines.Select(line => line.Split(' ') is [_, var count, ..] words ? $"{count} from {words[^2]}" : line)];

    /// <summary>Tells that its next look is waited for.</summary>
    private sealed class CountedTime : FakeTimeProvider
    {
        private int timers;

        public int Timers => Volatile.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref timers);
            return timer;
        }
    }
}
