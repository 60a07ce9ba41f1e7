using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Application.Webhooks.ReplayWebhook;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>A retry has its effect at whatever moment it is asked for, on whichever node. Those who ask here have none of the partitions.</summary>
public sealed class DeliveryRetryTests
{
    private const string Url = "https://receiver.example/";

    private static readonly WebhookOptions OneAttempt = new() { RetryDelays = [] };

    private static readonly WebhookOptions Hours = new() { RetryDelays = [TimeSpan.FromHours(10), TimeSpan.FromHours(10)] };

    [Fact]
    public async Task Retry_WhenTheLastAttemptHasFailedAndThatIsNotWrittenDown_ThenItIsTriedOnceMore()
    {
        await using var world = new DeliveryWorld { Options = OneAttempt };
        var node = await FailUnnotedAsync(world, nameof(IWebhookStore.SaveShardsAsync));
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        node.Line.FailsOn = null;
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Fact]
    public async Task Retry_WhenItIsBeingSetAside_ThenItIsSentAgainOnceThatIsOnRecord()
    {
        await using var world = new DeliveryWorld { Options = OneAttempt };
        var node = await FailUnnotedAsync(world, nameof(IWebhookStore.PutDeliveriesAsync));
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        await node.SeenAsync();
        Assert.Single(world.Receiver.Arrivals);
        node.Line.FailsOn = null;
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Fact]
    public async Task Retry_WhenANodeDiesOverSettingAside_ThenTheNextOneSendsIt()
    {
        await using var world = new DeliveryWorld { Options = OneAttempt };
        var node = await FailUnnotedAsync(world, nameof(IWebhookStore.PutDeliveriesAsync));
        await node.KillAsync();
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        world.Start();
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_WhenAnAttemptIsOnItsWayAndFails_ThenTheNextOneIsMadeAtOnce(bool isLast)
    {
        await using var world = new DeliveryWorld { Options = isLast ? OneAttempt : Hours };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var node = await world.DeliverOneAsync(_ => hanging.Task);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        await world.Caller.RetryAsync("hook", "1");
        await node.SeenAsync();
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        hanging.SetResult(TestReceiver.Failing);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Fact]
    public async Task Retry_WhenAnAttemptIsOnItsWayAndTaken_ThenThatWasIt()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var node = await world.DeliverOneAsync(_ => hanging.Task);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        await world.Caller.RetryAsync("hook", "1");
        await node.SeenAsync();
        hanging.SetResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(async () => (await world.FindAsync("hook")).Hurried.Count == 0);
        await AssertDeliveredAsync(world, arrivals: 1);
    }

    [Fact]
    public async Task Retry_WhenAnotherOneOfItsChatIsBeforeIt_ThenThatIsTriedAtOnce()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Count == 1);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "2");
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 2);
        Assert.Equal([1, 1, 2], world.Receiver.Arrivals.Select(arrival => arrival.Number));
        await Eventually.HoldsAsync(async () => (await world.FindAsync("hook")).Hurried.Count == 0);
    }

    /// <summary>It was taken after whoever asked had looked.</summary>
    [Fact]
    public async Task Retry_WhenItWasTakenJustBefore_ThenItComesOnceMore()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        await world.Caller.PutAsync("hook", Url);
        var entry = world.Next(world.Chats(1)[0]);
        var wish = new HurriedDelivery(world.Ids.NewId<RunKey>(), 1, entry.Lane);
        world.Start();
        await world.TellAsync(entry);
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Delivered)).Count == 1);
        await world.Caller.Book.ChangeAsync(await world.FindAsync("hook"), one => one with { Hurried = [wish] }, default);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 2);
        Assert.Equal(world.Receiver.TakenOnes[0].Id, world.Receiver.TakenOnes[1].Id);
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Fact]
    public async Task Retry_WhenNoNodeIsThere_ThenTheNextOneTriesItOnceAndTheOneAfterItDoesNot()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        var node = await world.DeliverOneAsync(_ => Task.FromResult(TestReceiver.Failing));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Count == 1);
        await node.KillAsync();
        await world.Caller.RetryAsync("hook", "1");
        node = world.Start();
        await Eventually.HoldsAsync(async () => world.Receiver.Arrivals.Count == 2 && (await world.FindAsync("hook")).Hurried.Count == 0);
        await node.DisposeAsync();
        await world.Start().SeenAsync();
        Assert.Equal(2, world.Receiver.Arrivals.Count);
        Assert.Equal(2, (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Single().Attempts);
    }

    [Fact]
    public async Task Retry_WhenTheStoreIsAwayForTheRefill_ThenItIsNotAskedAgainAndAgainAtOnce()
    {
        await using var world = new DeliveryWorld { Options = Hours };
        var node = await world.DeliverOneAsync(_ => Task.FromResult(TestReceiver.Failing));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Count == 1);
        node.Line.FailsOn = nameof(IFeedLog.ReadLaneAsync);
        var before = node.Line.CallsOf(node.Line.FailsOn);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(() => node.Line.CallsOf(node.Line.FailsOn) > before + 2);
        // 20 ms of the test's time are a second of the node's.
        before = node.Line.CallsOf(node.Line.FailsOn);
        await Task.Delay(300);
        Assert.InRange(node.Line.CallsOf(node.Line.FailsOn) - before, 0, 30);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        node.Line.FailsOn = null;
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        await AssertDeliveredAsync(world, arrivals: 2);
    }

    [Fact]
    public async Task Retry_When100AreAskedForAndNotTriedYet_ThenTheNextOneIsRefused()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        await world.TellAsync(world.Next(world.Chats(1)[0]));
        for (var i = 0; i < ReplayWebhookHandler.Greatest; i++)
            await world.Caller.RetryAsync("hook", "1");
        Assert.Equal(ErrorCode.RateLimited, (await Assert.ThrowsAsync<RefusedException>(() => world.Caller.RetryAsync("hook", "1"))).Errors[0].Code);
        world.Start();
        await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count == 1 && (await world.FindAsync("hook")).Hurried.Count == 0);
        await world.Caller.RetryAsync("hook", "1");
    }

    /// <summary>A node whose only attempt has failed, and which can't write that down.</summary>
    private static async Task<DeliveryNode> FailUnnotedAsync(DeliveryWorld world, string noting)
    {
        var node = await world.DeliverOneAsync(_ => Task.FromResult(TestReceiver.Failing), noting);
        await Eventually.HoldsAsync(() => node.Line.CallsOf(noting) > 2 && world.Receiver.Arrivals.Count == 1);
        return node;
    }

    private static async Task AssertDeliveredAsync(DeliveryWorld world, int arrivals)
    {
        await Eventually.HoldsAsync(async () =>
            (await world.Caller.DeliveriesAsync("hook")).Single().Status == DeliveryStatus.Delivered && await world.FindAsync("hook") is { Hurried.Count: 0, Replays.Count: 0 });
        Assert.Equal(arrivals, world.Receiver.Arrivals.Count);
    }
}
