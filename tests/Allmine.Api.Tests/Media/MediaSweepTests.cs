using Allmine.Api.Background;
using Allmine.Api.Tests.Hosting;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Api.Tests.Media;

public sealed class MediaSweepTests
{
    [Fact]
    public async Task Sweep_WhenItFails_ThenSaysSoAndTriesAgainLaterAndEndsInGoodOrder()
    {
        var attempts = 0;
        var files = new Mock<IFileRepository>();
        files.Setup(repository => repository.AbandonUnusedAsync(It.IsAny<DateTime>(), It.IsAny<int>(), It.IsAny<CancellationToken>()))
            .Callback(() => Interlocked.Increment(ref attempts))
            .ThrowsAsync(new FormatException("A record that can't be read."));
        var time = new FakeTimeProvider();
        using var log = new CapturedLog();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var lifecycle = new FileLifecycle(files.Object, Mock.Of<IMediaStore>(), Mock.Of<IIdGenerator>(), time);
        using var sweep = new MediaSweep(lifecycle, Mock.Of<IHostApplicationLifetime>(host => host.ApplicationStarted == new CancellationToken(true)), time, loggers.CreateLogger<MediaSweep>());

        await sweep.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => log.Lines.Count == 1);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(MediaSweep.Interval);
            return attempts > 1;
        });
        await sweep.StopAsync(CancellationToken.None);

        Assert.All(log.Lines, line => Assert.StartsWith("Error", line, StringComparison.Ordinal));
        Assert.True(sweep.ExecuteTask!.IsCompletedSuccessfully);
    }
}
