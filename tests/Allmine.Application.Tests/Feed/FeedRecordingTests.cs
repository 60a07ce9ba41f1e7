using System.Runtime.CompilerServices;
using Allmine.Application.Feed;
using Allmine.Application.Leases;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Events;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Application.Tests.Feed;

/// <summary>What is written down of what a store tells: emptied, whole by commits, with what was before it, and for how long.</summary>
public sealed class FeedRecordingTests
{
    private const string Told = "told";
    private const string Emptied = "emptied";

    private static readonly Message Sent = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 1, Samples.Ada, Samples.Noon), MessageText.From("Secret"));
    private static readonly Message Edited = Sent.Edit(new MessageEdit(Change<string>.To("Other secret"), default), 2, Samples.Noon);
    private static readonly Message Reacted = Edited.React(Samples.Bob, "👍", 3, Samples.Noon);
    private static readonly Message Deleted = Reacted.Delete(4, Samples.Noon);
    private static readonly Message Other = Message.Text(new MessageHeader(Samples.NewMessageId(), Samples.Team, 2, Samples.Ada, Samples.Noon) { Change = 5 }, MessageText.From("Other"));

    private static readonly MessageCreated Creation = new(Sent, [Samples.Ada]);
    private static readonly MessageAltered Edit = new(Edited, AlterationKind.Edited, null, null, [Samples.Ada]);
    private static readonly MessageAltered Reaction = new(Reacted, AlterationKind.Reacted, Samples.Bob, "👍", [Samples.Ada]);
    private static readonly MessageAltered Deletion = new(Deleted, AlterationKind.Deleted, null, null, [Samples.Ada]);
    private static readonly MessageCreated OtherCreation = new(Other, [Samples.Ada]);

    private readonly InMemoryStore store = new() { IsOfOneProcess = true };
    private readonly ChanceIds ids = new();
    private readonly ShakyLine.LineState line = new();
    private readonly List<StoreEvent> happened = [];

    [Theory]
    [InlineData(0)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(1_200)]
    public async Task Record_WhenAMessageIsDeleted_ThenAllThatWasToldOfItIsEmptied(int earlier)
    {
        happened.AddRange([OtherCreation, .. Enumerable.Repeat(Edit, earlier)]);
        await RecordAsync(new RushedTime(50), happened.Count);
        Assert.All(await AllAsync(), entry => Assert.False(entry.IsErased));

        happened.AddRange([Creation, Edit, Reaction, Deletion]);
        await RecordAsync(new RushedTime(50), happened.Count);
        var all = await AllAsync();
        Assert.Equal(earlier + 5, all.Count);
        Assert.Equal((Told, false), (all[0].Data, all[0].IsErased));
        Assert.All(all.Skip(1), entry => Assert.True(entry.IsErased));
        // The deletion itself tells the tombstone.
        Assert.All(all.Skip(1).SkipLast(1), entry => Assert.Equal(Emptied, entry.Data));
        Assert.Equal((FeedType.MessageDeleted, Told), (all[^1].Type, all[^1].Data));
    }

    [Fact]
    public async Task Record_WhenANodeGoesOn_ThenEachChangeKnowsTheLastOfEachTypeBeforeIt()
    {
        happened.AddRange([Creation, Edit, Reaction]);
        await RecordAsync(new RushedTime(50), 3);
        happened.AddRange([Deletion, OtherCreation, new MessageUpdated(Other, [Samples.Ada])]);
        await RecordAsync(new RushedTime(50), 6);
        var all = await AllAsync();
        var (created, updated, reacted, deleted) = (new FeedPrior(FeedType.MessageCreated, 1, 1), new FeedPrior(FeedType.MessageUpdated, 2, 2), new FeedPrior(FeedType.MessageReacted, 3, 3), new FeedPrior(FeedType.MessageDeleted, 4, 4));
        Assert.Empty(all[0].Priors);
        Assert.Equal([created], all[1].Priors);
        Assert.Equal([created, updated], all[2].Priors);
        Assert.Equal([created, updated, reacted], all[3].Priors);
        Assert.Equal([created, updated, deleted, reacted], all[4].Priors);
        // It is no change of the chat.
        Assert.Equal((null, 0), (all[5].Change, all[5].Priors.Count));
    }

    [Fact]
    public async Task Record_WhenTheRestOfACommitIsSlow_ThenItIsWaitedForAndNotForEver()
    {
        var time = new FakeTimeProvider();
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = new CancellationTokenSource();
        var recording = RecordAsync(FeedOf(HalfACommitAsync), time, ending.Token);
        await told.Task;
        for (var i = 0; i < 15; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        Assert.Equal(0, line.CallsOf(nameof(IFeedLog.AppendAsync)));
        await AdvanceUntilAsync(time, () => line.DoneOf(nameof(IFeedLog.AppendAsync)) == 1);
        Assert.Equal(2, (await AllAsync()).Count);
        rest.SetResult();
        await AdvanceUntilAsync(time, () => line.DoneOf(nameof(IFeedLog.AppendAsync)) == 2);
        Assert.Equal(4, (await AllAsync()).Count);
        await ending.CancelAsync();
        await recording;

        async IAsyncEnumerable<FeedItem> HalfACommitAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new FeedItem(ScriptedFeed.PositionOf(0));
            yield return new FeedItem(ScriptedFeed.PositionOf(1), Creation) { IsAmidCommit = true };
            yield return new FeedItem(ScriptedFeed.PositionOf(2), Edit) { IsAmidCommit = true };
            told.SetResult();
            await rest.Task.WaitAsync(cancellationToken);
            yield return new FeedItem(ScriptedFeed.PositionOf(3), Reaction) { IsAmidCommit = true };
            yield return new FeedItem(ScriptedFeed.PositionOf(4), OtherCreation);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Fact]
    public async Task Record_WhenNothingHappens_ThenThePlaceIsNotedAfter30SecondsAndNotBefore()
    {
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ending = new CancellationTokenSource();
        var recording = RecordAsync(FeedOf(QuietAsync), time, ending.Token);
        await told.Task;
        for (var i = 0; i < 59; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5);
        }

        Assert.Null((await store.FeedLog.ReadStateAsync(default)).Source);
        await AdvanceUntilAsync(time, () => line.DoneOf(nameof(IFeedLog.AppendAsync)) == 1);
        await ending.CancelAsync();
        await recording;
        var state = await store.FeedLog.ReadStateAsync(default);
        Assert.Equal((0, ScriptedFeed.PositionOf(7)), (state.Last, state.Source!.Value));

        async IAsyncEnumerable<FeedItem> QuietAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new FeedItem(ScriptedFeed.PositionOf(0));
            yield return new FeedItem(ScriptedFeed.PositionOf(7));
            told.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(1_000_000, false)]
    public async Task Record_WhenEventsAreOlderThanTheRetention_ThenTheyAreRemovedAndYoungerOnesStay(int retentionSeconds, bool isTrimmed)
    {
        happened.AddRange(Enumerable.Repeat(Edit, 2_300));
        var time = new RushedTime(200);
        using var ending = new CancellationTokenSource();
        var recording = RecordAsync(new ScriptedFeed(happened), time, ending.Token, new FeedOptions { Retention = TimeSpan.FromSeconds(retentionSeconds) });
        await Eventually.HoldsAsync(async () => await store.FeedLog.ReadStateAsync(default) is { Last: 2_300 } read && (!isTrimmed || read.Floor == 2_300));
        var trims = line.DoneOf(nameof(IFeedLog.TrimAsync));
        await Eventually.HoldsAsync(() => line.DoneOf(nameof(IFeedLog.TrimAsync)) > trims + 1);
        await ending.CancelAsync();
        await recording;
        var state = await store.FeedLog.ReadStateAsync(default);
        Assert.Equal((2_300, isTrimmed ? 2_300 : 0), (state.Last, state.Floor));
    }

    [Theory]
    [InlineData("", "", true)]
    // What a newer version has written keeps its boundaries.
    [InlineData("message.created", "message.translated", true)]
    [InlineData("[", "?", false)]
    public async Task Record_WhenTheTypesOfAWebhookHaveChanged_ThenTheLastChangeBeforeThatStays(string written, string instead, bool isReadable)
    {
        happened.AddRange([Creation, Edit, Reaction, Deletion]);
        var webhook = new Webhook
        {
            Id = ids.NewId<WebhookKey>(),
            Name = "hook",
            Url = "https://receiver.example/",
            Heard = [new HeardType(FeedType.MessageCreated, 0, null), new HeardType(FeedType.MessageUpdated, 0, 2)],
            Secrets = [new WebhookSecret("", null)],
            CreatedAt = Samples.Noon,
            Live = new WebhookRun(ids.NewId<RunKey>(), 0, null),
        };
        var kept = WebhookJson.Write<List<Webhook>>([webhook]);
        Assert.True(await store.Webhooks.ReplaceRegistryAsync(written.Length == 0 ? kept : kept.Replace(written, instead, StringComparison.Ordinal), 0, default));
        using var ending = new CancellationTokenSource();
        var feed = new ScriptedFeed(happened);
        var recording = RecordAsync(feed, new RushedTime(200), ending.Token, new FeedOptions { Retention = TimeSpan.FromSeconds(10) });
        if (isReadable)
        {
            await Eventually.HoldsAsync(async () => (await store.FeedLog.ReadStateAsync(default)).Floor == 4);
            Assert.Equal(2, (await store.FeedLog.FindLastChangeAsync(Id<FeedLane>.FromBytes(Samples.Team.ToBytes()), 2, default))?.Number);
        }
        else
        {
            // It goes on all the same, and removes nothing that it does not know about.
            await Task.Delay(700);
            happened.Add(OtherCreation);
            feed.Tell();
            await Eventually.HoldsAsync(async () => (await store.FeedLog.ReadStateAsync(default)).Last == 5);
            Assert.Equal(0, (await store.FeedLog.ReadStateAsync(default)).Floor);
            Assert.Equal(0, line.CallsOf(nameof(IFeedLog.TrimAsync)));
        }

        await ending.CancelAsync();
        await recording;
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> condition) => await Eventually.HoldsAsync(() =>
    {
        time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    private async Task RecordAsync(TimeProvider time, int upTo)
    {
        using var ending = new CancellationTokenSource();
        var recording = RecordAsync(new ScriptedFeed(happened), time, ending.Token);
        await Eventually.HoldsAsync(async () => (await store.FeedLog.ReadStateAsync(default)).Last >= upTo);
        await ending.CancelAsync();
        await recording;
    }

    private async Task RecordAsync(IEventFeed feed, TimeProvider time, CancellationToken cancellationToken, FeedOptions? options = null)
    {
        var log = ShakyLine.To(store.FeedLog, line);
        var leases = new LeaseKeeper(store.Leases, ids, time);
        var head = new FeedHead(log, time, NullLogger<FeedHead>.Instance);
        var bodies = new Mock<IFeedBodies>();
        bodies.SetReturnsDefault(Told);
        bodies.Setup(all => all.OfErased(It.IsAny<FeedEntry>(), It.IsAny<StoredMessage>())).Returns(Emptied);
        var recorder = new FeedRecorder(feed, store.UserRepository, log, bodies.Object, new WebhookBook(store.Webhooks), ids, leases, head, options ?? new FeedOptions(), time, NullLogger<FeedRecorder>.Instance);
        await leases.StepAsync(default);
        try
        {
            await recorder.RecordAsync(leases.Find(LeaseSlots.Recording)!, cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }

        await leases.EndAsync(default);
    }

    private static IEventFeed FeedOf(Func<CancellationToken, IAsyncEnumerable<FeedItem>> read)
    {
        var feed = new Mock<IEventFeed>();
        feed.Setup(one => one.FindOldestAsync(It.IsAny<CancellationToken>())).ReturnsAsync(ScriptedFeed.PositionOf(0));
        feed.Setup(one => one.ReadAroundAsync(It.IsAny<EventPosition>(), It.IsAny<CancellationToken>())).Returns((EventPosition _, CancellationToken token) => read(token));
        return feed.Object;
    }

    private Task<IReadOnlyList<FeedEntry>> AllAsync() => store.FeedLog.ReadAsync(0, long.MaxValue, Enum.GetValues<FeedType>(), 10_000, default);
}
