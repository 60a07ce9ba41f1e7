using Allmine.Application.Events;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.Events;

public sealed class EventHubTests : IAsyncLifetime
{
    private static readonly Id<User> Ayse = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Mehmet = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");

    /// <summary>Of the others, while one who is slow does nothing.</summary>
    private const int MostTurns = 200;

    private readonly List<StoreEvent> log = [];
    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly List<EventHub> hubs = [];
    private readonly List<Listening> listening = [];
    private readonly ScriptedFeed feed;

    public EventHubTests() => feed = new ScriptedFeed(log);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var each in listening)
            await each.DisposeAsync();
        foreach (var hub in hubs)
            await hub.DisposeAsync();
    }

    [Fact]
    public async Task Listen_WhenEventsCome_ThenGivesThoseOfTheUserAfterTheOpening()
    {
        Happen(Ayse, 3);
        var listener = await ListenAsync(NewHub());

        var opened = await listener.NextAsync();
        Happen(Mehmet, 2);
        Happen(Ayse, 2);

        Assert.Equal((StreamItemKind.Opened, ScriptedFeed.PositionOf(3)), (opened!.Value.Kind, opened.Value.Position));
        Assert.Equal([6, 7], await listener.TakeAsync(2));
        Assert.Equal(ScriptedFeed.PositionOf(7), listener.Position);
    }

    [Fact]
    public async Task Listen_WhenManyListen_ThenTheStoreIsReadOnce()
    {
        var hub = NewHub();
        var listeners = new List<Listening>();
        for (var i = 0; i < 20; i++)
            listeners.Add(await ListenAsync(hub));

        Happen(Ayse, 5);

        foreach (var listener in listeners)
            Assert.Equal([1, 2, 3, 4, 5], await listener.TakeAsync(5));
        Assert.Equal(1, feed.MostReaders);
    }

    [Fact]
    public async Task Listen_WhenNothingConcernsTheUser_ThenASignOfLifeTellsHowFarTheStreamHasCome()
    {
        var options = new EventOptions();
        var hub = NewHub(options);
        var listener = await ListenAsync(hub);
        var other = await ListenAsync(hub, user: Mehmet);
        await listener.NextAsync();
        Happen(Mehmet, 3);
        await other.TakeAsync(3);

        var next = listener.NextAsync();
        time.Advance(options.Heartbeat - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new StreamItem(StreamItemKind.Heartbeat, ScriptedFeed.PositionOf(3)), await next);
        Happen(Ayse, 1);
        Assert.Equal([4], await listener.TakeAsync(1));
    }

    [Fact]
    public async Task Listen_WhenTheListenerIsSlow_ThenItIsCutOffAndMissesNothingWhereItGoesOn()
    {
        var hub = NewHub(new EventOptions { MaxWaiting = 4 });
        var slow = await ListenAsync(hub);
        var fast = await ListenAsync(hub, user: Mehmet);
        await slow.NextAsync();
        Happen(Ayse, 10);
        Happen(Mehmet, 1);
        await fast.TakeAsync(1);

        var got = await slow.TakeAsync(100);

        Assert.Equal([1, 2, 3, 4], got);
        Assert.Equal([5, 6, 7, 8, 9, 10], await (await ListenAsync(hub, slow.Position)).TakeAsync(6));
    }

    [Fact]
    public async Task Listen_WhenMemoryHasLetGoOfWhatWaits_ThenTheStreamEndsAndMissesNothingWhereItGoesOn()
    {
        var hub = NewHub(new EventOptions { MaxEvents = 4 });
        var slow = await ListenAsync(hub);
        var fast = await ListenAsync(hub, user: Mehmet);
        await slow.NextAsync();
        Happen(Ayse, 10);
        Happen(Mehmet, 1);
        await fast.TakeAsync(1);

        Assert.Empty(await slow.TakeAsync(100));
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (long)number), await (await ListenAsync(hub, slow.Position)).TakeAsync(10));
        Assert.Equal(2, feed.MostReaders);
    }

    [Fact]
    public async Task Listen_WhenGoingOnWithinMemory_ThenTheStoreIsNotReadForIt()
    {
        var hub = NewHub();
        var first = await ListenAsync(hub);
        Happen(Ayse, 10);
        await first.TakeAsync(10);

        for (var from = 0; from < 10; from++)
            Assert.Equal(Enumerable.Range(from + 1, 10 - from).Select(number => (long)number), await (await ListenAsync(hub, ScriptedFeed.PositionOf(from))).TakeAsync(10 - from));
        Assert.Equal(1, feed.MostReaders);
    }

    [Fact]
    public async Task Listen_WhenComingFromANodeThatWasAhead_ThenNothingComesTwice()
    {
        feed.LagAt(2);
        Happen(Ayse, 5);
        var listener = await ListenAsync(NewHub(), ScriptedFeed.PositionOf(4));
        Assert.Equal(StreamItemKind.Opened, (await listener.NextAsync())!.Value.Kind);

        feed.LagAt(int.MaxValue);
        Happen(Ayse, 1);

        Assert.Equal([5, 6], await listener.TakeAsync(2));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("p00000099")]
    [InlineData("p00000001")]
    public async Task Listen_WhenThePositionCantBeGoneOnFrom_ThenResetOnceAndThenWhatComes(string position)
    {
        Happen(Ayse, 5);
        feed.Forget(3);
        var listener = await ListenAsync(NewHub(), new EventPosition(position));

        Assert.Equal(StreamItemKind.Opened, (await listener.NextAsync())!.Value.Kind);
        Assert.Equal(new StreamItem(StreamItemKind.Reset, ScriptedFeed.PositionOf(5)), await listener.NextAsync());
        Happen(Ayse, 2);
        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(6), log[5]), await listener.NextAsync());
        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(7), log[6]), await listener.NextAsync());
    }

    [Fact]
    public async Task Listen_WhenTheStoreIsAway_ThenIsRefusedAndLaterNot()
    {
        var hub = NewHub();
        feed.GoAway();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hub.ListenAsync(Ayse, null, default));

        feed.ComeBack();
        var listener = await ListenAsync(hub);
        Happen(Ayse, 1);
        Assert.Equal([1], await listener.TakeAsync(1));
    }

    [Fact]
    public async Task Listen_WhenTheStoreGoesAwayAndComesBack_ThenTheStreamGoesOnWithoutAGap()
    {
        var listener = await ListenAsync(NewHub());
        Happen(Ayse, 2);
        Assert.Equal([1, 2], await listener.TakeAsync(2));

        feed.GoAway();
        Happen(Ayse, 3);
        var rest = listener.TakeAsync(3);
        await PassUntilAsync(() => feed.Refusals >= 3);
        Assert.False(rest.IsCompleted);
        feed.ComeBack();
        await PassUntilAsync(() => rest.IsCompleted);

        Assert.Equal([3, 4, 5], await rest);
    }

    [Fact]
    public async Task Listen_WhenTheStoreHasForgottenWhereTheNodeWas_ThenStreamsEndAndGoOnWithAReset()
    {
        var hub = NewHub();
        var listener = await ListenAsync(hub);
        Happen(Ayse, 1);
        await listener.TakeAsync(1);
        feed.GoAway();
        Happen(Ayse, 5);
        feed.Forget(4);
        feed.ComeBack();

        var next = listener.NextAsync();
        await PassUntilAsync(() => next.IsCompleted);

        Assert.Null(await next);
        var again = await ListenAsync(hub, listener.Position);
        await again.NextAsync();
        Assert.Equal(StreamItemKind.Reset, (await again.NextAsync())!.Value.Kind);
    }

    [Fact]
    public async Task Listen_WhenTheUserHasTooManyStreams_ThenIsRefusedUntilOneEnds()
    {
        var hub = NewHub(new EventOptions { MaxListenersOfUser = 2 });
        var first = await ListenAsync(hub);
        await ListenAsync(hub);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => hub.ListenAsync(Ayse, null, default));
        Assert.Equal(ErrorCode.RateLimited, refusal.Code);
        await ListenAsync(hub, user: Mehmet);

        listening.Remove(first);
        await first.DisposeAsync();
        await ListenAsync(hub);
    }

    [Fact]
    public async Task Listen_WhenManyAreFarBehind_ThenOnlySomeReadTheStoreAtOnceAndAllCatchUp()
    {
        Happen(Ayse, 50);
        var hub = NewHub(new EventOptions { MaxEvents = 4, MaxPart = 7 });

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await (await ListenAsync(hub, ScriptedFeed.PositionOf(i))).TakeAsync(50 - i)));

        for (var i = 0; i < 20; i++)
            Assert.Equal(Enumerable.Range(i + 1, 50 - i).Select(number => (long)number), all[i]);
        Assert.InRange(feed.MostReaders, 2, 3);
    }

    /// <summary>Some with old positions, some with the newest, and some with such as nobody ever got.</summary>
    [Fact]
    public async Task Listen_WhenManyComeBackWhileOthersListenOn_ThenAllHearWhatComesAndTheStoreIsReadAFewTimes()
    {
        const int Listeners = 200;
        const int Before = 5_000;
        Happen(Mehmet, Before);
        var hub = NewHub(new EventOptions { MaxEvents = 4, MaxListenersOfUser = 2 * Listeners });
        var others = new List<Listening>();
        for (var i = 0; i < 5; i++)
            others.Add(await ListenAsync(hub));
        var back = new List<Listening>();
        for (var i = 0; i < Listeners; i++)
            back.Add(await ListenAsync(hub, (i % 4) switch { 0 => new("s" + new string('A', 85)), 1 => new("nonsense"), _ => ScriptedFeed.PositionOf(i * 20) }));

        var heard = Task.WhenAll(back.Concat(others).Select(listener => listener.TakeAsync(3)));
        Happen(Ayse, 3);

        Assert.All(await heard, numbers => Assert.Equal([Before + 1, Before + 2, Before + 3], numbers));
        Assert.InRange(feed.MostReaders, 1, 3);
        Assert.InRange(feed.Readings, 2, 30);
        Assert.InRange(feed.Given, 1, Before * 10);
    }

    [Fact]
    public async Task Listen_WhenOneIsFarBehind_ThenAnotherWhoWasAwayForAMomentDoesNotWaitForIt()
    {
        Happen(Mehmet, 50);
        var hub = NewHub(new EventOptions { MaxEvents = 4 });
        await ListenAsync(hub);
        feed.StopAt(10);
        var far = await ListenAsync(hub, ScriptedFeed.PositionOf(0));
        await far.NextAsync();
        var waiting = far.NextAsync();
        Happen(Ayse, 1);
        Happen(Mehmet, 10);

        var near = await ListenAsync(hub, ScriptedFeed.PositionOf(49));

        // Memory is so small that the stream may end meanwhile, which depends on the pace: then one goes on, as clients do.
        var first = await near.TakeAsync(1);
        for (var i = 0; first.Count == 0 && i < 100; i++)
            first = await (await ListenAsync(hub, ScriptedFeed.PositionOf(49))).TakeAsync(1);
        Assert.Equal([51], first);
        Assert.False(waiting.IsCompleted);
        feed.StopAt(null);
        Assert.Equal(51, Assert.IsType<CreditsChanged>((await waiting)!.Value.Event).Balance);
    }

    /// <summary>What the store gives for listeners who take nothing of it is bounded, and they hold nobody up.</summary>
    [Fact]
    public async Task Listen_WhenManyTakeNothingOfWhatTheyMissed_ThenOthersCatchUpAndTheyGoOnLater()
    {
        const int Events = 400;
        Happen(Ayse, Events);
        var weight = ScriptedFeed.EventFor(Ayse, 1).Weight;
        var options = new EventOptions { MaxEvents = 4, MaxPart = 50, MaxCatchUpWeight = 200 * weight };
        var hub = NewHub(options);
        await ListenAsync(hub);
        var slow = new List<Listening>();
        for (var i = 0; i < 8; i++)
        {
            slow.Add(await ListenAsync(hub, ScriptedFeed.PositionOf(0)));
            await slow[i].NextAsync();
            Assert.Equal(StreamItemKind.Happened, (await NextWhileTimePassesAsync(slow[i]))!.Value.Kind);
        }

        var quick = await ListenAsync(hub, ScriptedFeed.PositionOf(0));
        var all = quick.TakeAsync(Events);
        await PassUntilAsync(() => all.IsCompleted);

        Assert.Equal(Enumerable.Range(1, Events).Select(number => (long)number), await all);
        // Whoever was let go has had the first events, and goes on from there.
        foreach (var listener in slow)
        {
            var rest = listener.TakeAsync(Events - 1);
            await PassUntilAsync(() => rest.IsCompleted);
            var again = (await ListenAsync(hub, listener.Position)).TakeAsync(Events - 1 - (await rest).Count);
            await PassUntilAsync(() => again.IsCompleted);
            Assert.Equal(Enumerable.Range(2, Events - 1).Select(number => (long)number), [.. await rest, .. await again]);
        }
    }

    private async Task<StreamItem?> NextWhileTimePassesAsync(Listening listener)
    {
        var next = listener.NextAsync();
        await PassUntilAsync(() => next.IsCompleted);
        return await next;
    }

    /// <summary>Memory has room for four events. What no listener is told of pushes none of the others out.</summary>
    [Fact]
    public async Task Listen_WhenEventsAreForNoListener_ThenNobodyHearsOfThemAndTheyTakeNoRoom()
    {
        var hub = NewHub(new EventOptions { MaxEvents = 4 });
        var listener = await ListenAsync(hub);
        var other = await ListenAsync(hub, user: Mehmet);
        await listener.NextAsync();
        Happen(Ayse, 1);
        HappenForNobody(100);
        Happen(Ayse, 1);
        HappenForNobody(100);
        Happen(Mehmet, 1);
        await other.TakeAsync(1);

        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(1), log[0]), await listener.NextAsync());
        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(102), log[101]), await listener.NextAsync());
        var resumed = await ListenAsync(hub, ScriptedFeed.PositionOf(50));
        Assert.Equal([102], await resumed.TakeAsync(1));
        Assert.Equal(1, feed.Readings);
    }

    [Fact]
    public async Task Listen_WhenEventsForNoListenerCameMeanwhile_ThenCatchingUpLeavesThemOut()
    {
        HappenForNobody(3);
        Happen(Ayse, 1);
        HappenForNobody(300);
        Happen(Ayse, 1);
        HappenForNobody(1);
        var hub = NewHub();
        await ListenAsync(hub);

        var listener = await ListenAsync(hub, ScriptedFeed.PositionOf(0));
        await listener.NextAsync();

        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(4), log[3]), await listener.NextAsync());
        Assert.Equal(new StreamItem(StreamItemKind.Happened, ScriptedFeed.PositionOf(305), log[304]), await listener.NextAsync());
        Happen(Ayse, 1);
        Assert.Equal([307], await listener.TakeAsync(1));
    }

    [Fact]
    public async Task Dispose_WhenSomebodyListens_ThenTheStreamEnds()
    {
        var hub = NewHub();
        var listener = await ListenAsync(hub);
        await listener.NextAsync();

        await hub.DisposeAsync();

        Assert.Null(await listener.NextAsync());
    }

    /// <summary>
    /// Listeners who are cut at random moments, and go on at either of two nodes, while events come; memory and queues are
    /// small, so that all of the ways to join are taken. Each gets all of its events, once and in order.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Listen_WhenCutAtRandomAndGoneOnElsewhere_ThenNothingIsMissedAndNothingComesTwice(int seed)
    {
        const int Events = 600;
        Id<User>[] users = [Ayse, Mehmet, Id<User>.Parse("64d15f9e2e6c8f4d5a222222")];
        var options = new EventOptions { MaxEvents = 16, MaxWaiting = 8, MaxPart = 5 };
        ScriptedFeed[] feeds = [new(log), new(log)];
        var nodes = feeds.Select(each => NewHub(options, each)).ToList();
        // Both have begun before anything happens, so that every position is one within the run.
        foreach (var node in nodes)
            await ListenAsync(node, user: Ayse);
        var random = new Random(seed);

        var readers = users.Select((user, i) => Task.Run(() => ReadAllAsync(nodes, user, Events, new Random(HashCode.Combine(seed, i))))).ToList();
        var expected = users.ToDictionary(user => user, _ => new List<long>());
        for (var number = 1; number <= Events; number++)
        {
            var user = users[random.Next(users.Length)];
            expected[user].Add(number);
            Happen(user, 1, feeds[random.Next(2)]);
            if (random.Next(20) == 0)
                await GiveWayAsync(random.Next(MostTurns));
        }

        // The last one is for everybody, so that each knows the end.
        foreach (var user in users)
            Happen(user, 1, feeds);
        foreach (var each in feeds)
            each.Tell();

        for (var i = 0; i < users.Length; i++)
            Assert.Equal([.. expected[users[i]], Events + 1 + i], await readers[i]);
    }

    private static async Task<List<long>> ReadAllAsync(List<EventHub> nodes, Id<User> user, int events, Random random)
    {
        var got = new List<long>();
        var position = ScriptedFeed.PositionOf(0);
        while (got.Count == 0 || got[^1] <= events)
        {
            await using var listener = new Listening(await nodes[random.Next(2)].ListenAsync(user, position.Text, default));
            var patience = random.Next(1, 40);
            while ((got.Count == 0 || got[^1] <= events) && patience-- > 0 && await listener.NextAsync() is { } notice)
            {
                Assert.NotEqual(StreamItemKind.Reset, notice.Kind);
                position = notice.Position;
                if (notice.Event is CreditsChanged changed)
                    got.Add(changed.Balance);
                // Slow at times, so that the node moves on without it.
                if (random.Next(10) == 0)
                    await GiveWayAsync(random.Next(MostTurns));
            }
        }

        return got;
    }

    private EventHub NewHub(EventOptions? options = null, ScriptedFeed? of = null)
    {
        var hub = new EventHub(of ?? feed, new InMemoryStoreKey(), time, NullLogger<EventHub>.Instance, options ?? new EventOptions());
        hubs.Add(hub);
        return hub;
    }

    private async Task<Listening> ListenAsync(EventHub hub, EventPosition? position = null, Id<User>? user = null)
    {
        var listener = new Listening(await hub.ListenAsync(user ?? Ayse, position?.Text, default));
        lock (listening)
        {
            listening.Add(listener);
        }

        return listener;
    }

    /// <summary>So many events for a user, numbered from the beginning of the log.</summary>
    private void Happen(Id<User> user, int count, params ScriptedFeed[] told)
    {
        lock (log)
        {
            for (var i = 0; i < count; i++)
                log.Add(ScriptedFeed.EventFor(user, log.Count + 1));
        }

        foreach (var each in told.Length == 0 ? [feed] : told)
            each.Tell();
    }

    /// <summary>So many events of which no listener is told.</summary>
    private void HappenForNobody(int count)
    {
        StoreEvent[] kinds =
        [
            new UserUpdated(new User(Ayse, Username.From("Ayşe"), profilePhoto: null)), new BlockChanged(Ayse, Mehmet, IsBlocked: true), new CreditsGranted(Ayse, 5, 5),
        ];
        lock (log)
        {
            for (var i = 0; i < count; i++)
                log.Add(kinds[i % kinds.Length]);
        }

        feed.Tell();
    }

    /// <summary>Lets the others have their turn, so many times: how far they come meanwhile is chance, as it is in life.</summary>
    private static async Task GiveWayAsync(int turns)
    {
        for (var turn = 0; turn < turns; turn++)
            await Task.Yield();
    }

    /// <summary>Lets time pass for whoever pauses, until something has come of it.</summary>
    private Task PassUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        time.Advance(TimeSpan.FromSeconds(2));
        return condition();
    });
}
