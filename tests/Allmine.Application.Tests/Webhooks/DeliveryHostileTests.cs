using System.Globalization;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>What happens while something else is happening.</summary>
public sealed class DeliveryHostileTests
{
    private const string Url = "https://receiver.example/";

    private static readonly WebhookOptions Hours = new() { RetryDelays = [TimeSpan.FromHours(10)] };

    private static readonly WebhookOptions Seconds = new() { RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 1_000)] };

    [Fact]
    public async Task Deliver_WhenALaneWaitsToTellItsGapAndIsForgiven_ThenItGoesOnAfterTheGapOfEverything()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Count == 1);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(async () => (await LanesAsync(world)) is [{ Gap: not null, Attempts: 1, Due: not null }]);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        var owed = new OwedGap(world.Ids.NewId<FeedEntry>(), world.Time.GetUtcNow().UtcDateTime);
        await world.Caller.Book.ChangeAsync(await world.FindAsync("hook"), one => one with { OwedGap = owed }, default);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 2));
        Assert.Equal([(WebhookBody.GapType, null), ("chat.updated", chat.ToString())], world.Receiver.TakenOnes.Select(arrival => (arrival.Type, arrival.ChatId)));
        Assert.Equal(WebhookBody.IdOf(owed.Id), world.Receiver.TakenOnes[0].Id);
    }

    [Fact]
    public async Task End_WhenAnAttemptHangs_ThenWhatWasTakenIsWrittenDownAllTheSame()
    {
        await using var world = new DeliveryWorld();
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Number == 1 ? hanging.Task : Task.FromResult(TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url);
        var node = world.Start();
        node.Line.FailsOn = nameof(IWebhookStore.SaveShardsAsync);
        var chats = world.Chats(2);
        await world.TellAsync(world.Next(chats[0]), world.Next(chats[1]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1 && world.Receiver.Arrivals.Count == 2);
        node.Line.FailsOn = null;
        await node.DisposeAsync();
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        world.Start();
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 1));
        Assert.Equal([2, 1], world.Receiver.TakenOnes.Select(arrival => arrival.Number));
        hanging.SetResult(TestReceiver.Ok);
    }

    [Fact]
    public async Task Write_WhenTheLeaseIsLostMeanwhile_ThenNothingMoreIsSentThereAndTheNextNodeGoesOnWhereItWas()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        var node = world.Start();
        var chats = world.ChatsIn(3, 2);
        await world.TellAsync(world.Next(chats[0]));
        await Eventually.HoldsAsync(async () => (await world.Caller.Backlogs.ReadAsync(await world.FindAsync("hook"), default)).Events == 0);
        var epoch = node.Leases.Find(3)!.Epoch;
        node.Line.Calling = method =>
        {
            if (method == nameof(IWebhookStore.SaveShardsAsync))
                world.Store.Webhooks.TakeShardsAsync(3, epoch + 1, default).GetAwaiter().GetResult();
        };
        await world.TellAsync(world.Next(chats[0]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 2);
        var saves = node.Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync));
        await Eventually.HoldsAsync(() => node.Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync)) > saves || world.Receiver.Arrivals.Count > 2 || node.Line.CallsOf(nameof(IWebhookStore.ReadRegistryAsync)) > 20);
        await world.TellAsync(world.Next(chats[1]));
        await Task.Delay(200);
        Assert.Equal([1, 2], world.Receiver.Arrivals.Select(arrival => arrival.Number));
        await node.KillAsync();
        world.Start();
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 4);
        Assert.Equal([2, 3], world.Receiver.TakenOnes.Skip(2).Select(arrival => arrival.Number).Order());
        Assert.Equal(world.Receiver.TakenOnes[1].Bytes, world.Receiver.TakenOnes.Skip(2).Single(arrival => arrival.Number == 2).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Delete_WhenItIsMadeAnewAtOnce_ThenTheNewOneHearsWhatCameAfterItAndNothingOfTheOldOneIsLeft(int nodes)
    {
        await using var world = new DeliveryWorld();
        world.Store.IsOfOneProcess = nodes == 1;
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Url.EndsWith("old", StringComparison.Ordinal) ? hanging.Task : Task.FromResult(TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url + "old");
        for (var i = 0; i < nodes; i++)
            world.Start();
        var chats = world.Chats(10);
        await world.TellAsync([.. Enumerable.Range(0, 30).Select(number => world.Next(chats[number % 10]))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 10);
        var old = (await world.FindAsync("hook")).Id;
        await world.Caller.DeleteAsync("hook");
        var secret = (await world.Caller.PutAsync("hook", Url + "new")).Secret;
        hanging.SetResult(TestReceiver.Ok);
        await world.TellAsync([.. chats.Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count(arrival => arrival.Url == Url + "new") == 10);
        var came = world.Receiver.TakenOnes.Where(arrival => arrival.Url == Url + "new").ToList();
        Assert.Equal(Enumerable.Range(31, 10), came.Select(arrival => arrival.Number).Order());
        // It is new: nothing was given before.
        Assert.All(came, arrival => Assert.Null(arrival.PreviousChange));
        Assert.All(came, arrival => Assert.Equal([secret!], arrival.Secrets));
        await Eventually.HoldsAsync(async () => !(await world.Store.Webhooks.ListKnownAsync(default)).Contains(old));
    }

    [Fact]
    public async Task Put_WhenItIsOffAndOnWhileAnAttemptIsOnItsWay_ThenItIsNotSentBesideItself()
    {
        await using var world = new DeliveryWorld { Options = Seconds };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = _ => hanging.Task;
        await world.Caller.PutAsync("hook", Url);
        var node = world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        for (var i = 0; i < 3; i++)
        {
            await world.Caller.PutAsync("hook", active: false);
            await node.SeenAsync();
            await world.Caller.PutAsync("hook", active: true);
            await node.SeenAsync();
        }

        Assert.Single(world.Receiver.Arrivals);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        hanging.SetResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 2);
        Assert.Equal([1, 2], world.Receiver.Arrivals.Select(arrival => arrival.Number));
    }

    [Fact]
    public async Task Put_WhenTheTypesChangeTwiceWhileAnAttemptIsOnItsWay_ThenWhatIsHeardFollowsWithoutAHole()
    {
        await using var world = new DeliveryWorld { Options = Seconds };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = _ => hanging.Task;
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        await world.Caller.PutAsync("hook", types: ["message.created"]);
        await world.TellAsync(world.Next(chat), world.Next(chat, FeedType.MessageCreated));
        await world.Caller.PutAsync("hook", types: ["chat.updated"]);
        await world.TellAsync(world.Next(chat, FeedType.MessageCreated), world.Next(chat));
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        hanging.SetResult(TestReceiver.Failing);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 3);
        Assert.Equal([(1, null), (3, 1L), (5, (long?)3)], world.Receiver.TakenOnes.Select(arrival => (arrival.Number, arrival.PreviousChange)));
        Assert.Equal(world.Receiver.Arrivals[0].Bytes, world.Receiver.TakenOnes[0].Bytes);
    }

    [Fact]
    public async Task Replay_WhenItOverlapsWithWhatIsLiveAndWithItself_ThenEachRunIsWholeAndTheBytesAreTheSame()
    {
        await using var world = new DeliveryWorld { Options = Seconds };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Number <= 3 ? hanging.Task : Task.FromResult(TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chats = world.Chats(3);
        await world.TellAsync([.. Enumerable.Range(0, 30).Select(number => world.Next(chats[number % 3]))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 3);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.ReplayAsync("hook", world.Caller.Positions.Of(0), world.Caller.Positions.Of(20));
        await world.Caller.ReplayAsync("hook", world.Caller.Positions.Of(0), world.Caller.Positions.Of(20));
        await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count == 40 && (await world.FindAsync("hook")).Replays.Count == 0);
        hanging.SetResult(TestReceiver.Failing);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 70);
        Assert.All(world.Receiver.Arrivals.GroupBy(arrival => arrival.Id), one => Assert.Single(one.Select(arrival => Convert.ToHexString(arrival.Bytes)).Distinct()));
        Assert.All(world.Receiver.TakenOnes.GroupBy(arrival => arrival.Number), one => Assert.Equal(one.Key <= 20 ? 3 : 1, one.Count()));
        Assert.All(chats, chat => Assert.Equal(
            Enumerable.Range(1, 10), world.Receiver.TakenOnes.Skip(40).Where(arrival => arrival.ChatId == chat.ToString()).Select(arrival => (int)arrival.Change!)));
    }

    [Theory]
    [InlineData(5, -5)]
    [InlineData(-5, 5)]
    public async Task Deliver_WhenTheClocksOfTwoNodesAreSecondsApart_ThenAllComesInOrderAndNoAttemptIsLate(int first, int second)
    {
        await using var world = new DeliveryWorld { Options = Seconds };
        world.Store.IsOfOneProcess = false;
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        var node = world.Start(TimeSpan.FromSeconds(first));
        var chats = world.Chats(20);
        await world.TellAsync([.. Enumerable.Range(0, 60).Select(number => world.Next(chats[number % 20]))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count > 40);
        world.Start(TimeSpan.FromSeconds(second));
        await Task.Delay(300);
        await node.KillAsync();
        var killedAt = world.Time.GetUtcNow();
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Select(arrival => arrival.Number).Distinct().Count() == 60);
        // 15 s for what the dead node had, 10 s that the clocks are apart, and the pauses; the machine may be slow.
        Assert.InRange(world.Time.GetUtcNow() - killedAt, TimeSpan.Zero, TimeSpan.FromSeconds(120));
        Assert.All(world.Receiver.TakenOnes.GroupBy(arrival => arrival.ChatId), chat => Assert.Equal([1L, 2L, 3L], chat.Select(arrival => arrival.Change!.Value).Distinct()));
    }

    [Fact]
    public async Task Deliver_WhenThereAre20AndOneHangsAndOneIsDead_ThenTheOthersGetEverythingInOrder()
    {
        await using var world = new DeliveryWorld { Options = Seconds };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Url == Url + "0" ? hanging.Task : Task.FromResult(arrival.Url == Url + "1" ? TestReceiver.Failing : TestReceiver.Ok);
        for (var i = 0; i < WebhookRegistry.Greatest; i++)
            await world.Caller.PutAsync(string.Create(CultureInfo.InvariantCulture, $"hook{i}"), string.Create(CultureInfo.InvariantCulture, $"{Url}{i}"));
        world.Start();
        var chats = world.Chats(50);
        for (var i = 0; i < 4; i++)
            await world.TellAsync([.. chats.Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.TakenCount == 18 * 200);
        Assert.Equal(18, world.Receiver.TakenOnes.Select(arrival => arrival.Url).Distinct().Count());
        Assert.All(world.Receiver.TakenOnes.GroupBy(arrival => (arrival.Url, arrival.ChatId)), lane => Assert.Equal(Enumerable.Range(1, 4), lane.Select(arrival => (int)arrival.Change!)));
        hanging.SetResult(TestReceiver.Ok);
    }

    [Fact]
    public async Task Deliver_WhenAsMuchIsOnItsWayAsMayBe_ThenWhatIsDueWaitsWithoutTheLoopTurning()
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [TimeSpan.FromHours(10), TimeSpan.FromHours(10)] } };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.DeliverOneAsync(arrival => arrival.Number == 1 ? Task.FromResult(TestReceiver.Failing) : hanging.Task);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        await world.TellAsync([.. world.Chats(WebhookRunner.MostInFlight).Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1 + WebhookRunner.MostInFlight);
        world.Time.Skip(TimeSpan.FromHours(11));
        await Task.Delay(100);
        var before = world.Time.Looks;
        await Task.Delay(300);
        Assert.InRange(world.Time.Looks - before, 0, 5_000);
        Assert.Equal(1 + WebhookRunner.MostInFlight, world.Receiver.Arrivals.Count);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        hanging.SetResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(() => world.Receiver.TakenCount == 1 + WebhookRunner.MostInFlight);
    }

    /// <summary>Each waits for what is on its way.</summary>
    [Fact]
    public async Task Delete_WhenTwentyHang_ThenTheyEndTogetherAndANewOneDoesNotWaitForEachOfThem()
    {
        var usual = await DeleteAllAsync(hang: false);
        var hung = await DeleteAllAsync(hang: true);
        // What is on its way is waited for for 3 s: for twenty one after the other it would be a minute more, however slow the machine is.
        Assert.InRange(hung - usual, TimeSpan.MinValue, TimeSpan.FromSeconds(30));
    }

    /// <returns>How long it is until a new one has its first event, after twenty were deleted.</returns>
    private static async Task<TimeSpan> DeleteAllAsync(bool hang)
    {
        await using var world = new DeliveryWorld();
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => hang && arrival.Number == 1 ? hanging.Task : Task.FromResult(TestReceiver.Ok);
        for (var i = 0; i < WebhookRegistry.Greatest; i++)
            await world.Caller.PutAsync(string.Create(CultureInfo.InvariantCulture, $"hook{i}"), Url);
        var node = world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == WebhookRegistry.Greatest);
        await world.Caller.Book.ChangeAsync(registry => registry with { Webhooks = [] }, default);
        await node.SeenAsync(1);
        var since = world.Time.GetUtcNow();
        await world.Caller.PutAsync("new", Url);
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 2));
        var took = world.Time.GetUtcNow() - since;
        hanging.SetResult(TestReceiver.Ok);
        return took;
    }

    private static async Task<IReadOnlyList<LaneRecord>> LanesAsync(DeliveryWorld world) =>
        [.. (await world.Caller.Backlogs.ReadLiveAsync(await world.FindAsync("hook"), default)).SelectMany(shard => shard.Value.Lanes)];
}
