using System.Globalization;
using Allmine.Application.Feed;
using Allmine.Application.Leases;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Tests.Events;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Allmine.Application.Tests.Feed;

public sealed class FeedRecorderTests
{
    private readonly InMemoryStore store = new() { IsOfOneProcess = true };
    private readonly RushedTime time = new(50);
    private readonly ChanceIds ids = new();
    private readonly List<StoreEvent> happened = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Record_WhenNodesDieAndCallsGetLost_ThenEachEventIsThereOnceAndInOrder(int seed)
    {
        for (var number = 1; number <= 600; number++)
            happened.Add(ScriptedFeed.EventFor(Samples.Ada, number));
        for (var round = 0; round < 200 && (await store.FeedLog.ReadStateAsync(default)).Last < 600; round++)
        {
            var line = new ShakyLine.LineState((seed * 1_000) + round) { Losses = 10 };
            var feed = new ScriptedFeed(happened);
            feed.LagAt(Math.Min(600, (round + 1) * 30));
            await RecordAsync(feed, line, 100);
        }

        await AssertWholeAsync(600);
    }

    [Fact]
    public async Task Record_WhenTheFeedEnds_ThenNothingIsRecordedTwice()
    {
        for (var number = 1; number <= 40; number++)
            happened.Add(ScriptedFeed.EventFor(Samples.Ada, number));
        var ending = new Mock<IEventFeed>();
        var whole = new ScriptedFeed(happened);
        ending.Setup(feed => feed.FindOldestAsync(It.IsAny<CancellationToken>())).ReturnsAsync(ScriptedFeed.PositionOf(0));
        ending.Setup(feed => feed.ReadAsync(It.IsAny<EventPosition?>(), It.IsAny<CancellationToken>()))
            .Returns((EventPosition? position, CancellationToken token) => whole.ReadAsync(position, token));
        var calls = 0;
        ending.Setup(feed => feed.ReadAroundAsync(It.IsAny<EventPosition>(), It.IsAny<CancellationToken>()))
            .Returns((EventPosition position, CancellationToken token) => calls++ == 0 ? whole.ReadAsync(position, token).Take(8) : whole.ReadAsync(position, token));
        // As long as it takes on a busy machine.
        for (var turn = 0; turn < 50 && (await store.FeedLog.ReadStateAsync(default)).Last < 40; turn++)
            await RecordAsync(ending.Object, new ShakyLine.LineState());
        await AssertWholeAsync(40);
    }

    [Fact]
    public async Task Record_WhenThePlaceIsLost_ThenWhatWasBeforeIsGoneAndTheRecordingGoesOn()
    {
        happened.AddRange(Enumerable.Range(1, 10).Select(number => ScriptedFeed.EventFor(Samples.Ada, number)));
        var feed = new ScriptedFeed(happened);
        await RecordAsync(feed, new ShakyLine.LineState());
        var before = await store.FeedLog.ReadStateAsync(default);
        happened.AddRange(Enumerable.Range(11, 10).Select(number => ScriptedFeed.EventFor(Samples.Ada, number)));
        feed.Forget(15);
        await RecordAsync(feed, new ShakyLine.LineState());
        happened.Add(ScriptedFeed.EventFor(Samples.Ada, 21));
        await RecordAsync(feed, new ShakyLine.LineState());
        var state = await store.FeedLog.ReadStateAsync(default);
        Assert.True(state.Floor >= before.Last);
        Assert.Equal(["21"], (await AllAsync()).Select(entry => entry.Data));
    }

    private async Task RecordAsync(IEventFeed feed, ShakyLine.LineState line, int milliseconds = 1_000)
    {
        var log = ShakyLine.To(store.FeedLog, line);
        var leases = new LeaseKeeper(store.Leases, ids, time);
        var head = new FeedHead(log, time, NullLogger<FeedHead>.Instance);
        var bodies = new Mock<IFeedBodies>();
        bodies.Setup(all => all.OfCredits(It.IsAny<CreditsChanged>())).Returns((CreditsChanged credits) => credits.Balance.ToString(CultureInfo.InvariantCulture));
        var recorder = new FeedRecorder(feed, store.UserRepository, log, bodies.Object, new WebhookBook(store.Webhooks), ids, leases, head, new FeedOptions(), time, NullLogger<FeedRecorder>.Instance);
        await leases.StepAsync(default);
        using var ending = new CancellationTokenSource(milliseconds);
        try
        {
            await recorder.RecordAsync(leases.Find(LeaseSlots.Recording)!, ending.Token);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
        }

        await leases.EndAsync(default);
    }

    private async Task AssertWholeAsync(int count)
    {
        var all = await AllAsync();
        Assert.Equal(Enumerable.Range(1, count).Select(number => $"{number}"), all.Select(entry => entry.Data));
        Assert.Equal(Enumerable.Range(1, count).Select(number => (long)number), all.Select(entry => entry.Number));
    }

    private Task<IReadOnlyList<FeedEntry>> AllAsync() => store.FeedLog.ReadAsync(0, long.MaxValue, Enum.GetValues<FeedType>(), 10_000, default);
}
