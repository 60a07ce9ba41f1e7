using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Webhooks;

public sealed class DeliveryTests
{
    private const string Url = "https://receiver.example/";

    private static readonly WebhookOptions TwoAttempts = new() { RetryDelays = [TimeSpan.FromSeconds(1)] };

    [Fact]
    public async Task Deliver_WhenEventsAreSetAside_ThenAGapIsToldBeforeTheChatsNextEventAndCanBeRetried()
    {
        await using var world = new DeliveryWorld { Options = TwoAttempts };
        world.Receiver.Answer = arrival => Task.FromResult(arrival.Number is 1 or 2 ? TestReceiver.Failing : TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chats = world.Chats(2);
        await world.TellAsync(world.Next(chats[0]), world.Next(chats[0]), world.Next(chats[1]));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count == 2);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 3));
        Assert.Equal(["2", "1"], (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Select(delivery => delivery.DeliveryId));

        await world.TellAsync(world.Next(chats[0]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 4));
        var told = world.Receiver.TakenOnes.Where(arrival => arrival.ChatId == chats[0].ToString()).ToList();
        Assert.Equal(["webhook.gap", "webhook.gap", "chat.updated"], told.Select(arrival => arrival.Type));
        Assert.NotEqual(told[0].Id, told[1].Id);
        Assert.Equal($$"""{"chatId":"{{chats[0]}}","change":1}""", told[0].Body.GetProperty("data").ToString());
        Assert.Equal($$"""{"chatId":"{{chats[0]}}","change":2}""", told[1].Body.GetProperty("data").ToString());
        Assert.Equal(2, told[2].PreviousChange);

        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 1));
        await Eventually.HoldsAsync(async () => (await world.FindAsync("hook")).Replays.Count == 0);
        Assert.Equal(DeliveryStatus.Delivered, (await world.Caller.DeliveriesAsync("hook")).Single(delivery => delivery.DeliveryId == "1").Status);
        Assert.Equal(ErrorCode.DeliveryNotFound, (await Assert.ThrowsAsync<RefusedException>(() => world.Caller.RetryAsync("hook", "5"))).Errors[0].Code);
    }

    /// <summary>As where a database was to be replaced, and stayed.</summary>
    [Fact]
    public async Task Deliver_WhenItWasStoppedAndTheRegistryIsTheSame_ThenItGoesOn()
    {
        await using var world = new DeliveryWorld();
        var node = world.Caller;
        await node.PutAsync("hook", Url);
        var chat = world.Chats(1)[0];
        for (var turn = 1; turn <= 2; turn++)
        {
            await world.TellAsync(world.Next(chat));
            await Eventually.HoldsAsync(async () =>
            {
                await node.Leases.StepAsync(default);
                await node.Dispatcher.StepAsync(default);
                return world.Receiver.TakenOnes.Any(arrival => arrival.Number == turn);
            });
            await node.Dispatcher.EndAsync();
            await node.Leases.EndAsync(default);
            node.Leases.Forget();
            node.Head.Forget();
            node.Book.Forget();
            node.Dispatcher.Forget();
        }
    }

    [Fact]
    public async Task Deliver_WhenTheGapCantBeTold_ThenItIsMergedWithTheNext()
    {
        await using var world = new DeliveryWorld { Options = TwoAttempts };
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count == 2);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 2);
        Assert.DoesNotContain(world.Receiver.Arrivals, arrival => arrival.Number == 2);
        Assert.Equal(2, world.Receiver.TakenOnes[0].Body.GetProperty("data").GetProperty("change").GetInt64());
    }

    [Theory]
    [InlineData(72, false)]
    [InlineData(73, true)]
    public async Task Put_WhenActiveAgainAfter410_ThenItGoesOnWhereItWasOrTellsAGap(int hours, bool hasGap)
    {
        await using var world = new DeliveryWorld();
        world.Receiver.Answer = _ => Task.FromResult(new WebhookAnswer(410, null, TimeSpan.Zero));
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(async () => !(await world.FindAsync("hook")).IsActive);
        Assert.Single(world.Receiver.Arrivals);
        Assert.True((await world.FindAsync("hook")).IsGone);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await MoveOffSinceAsync(world, TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(30));
        await world.Caller.PutAsync("hook", active: true);
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 3));
        var told = world.Receiver.TakenOnes;
        Assert.Equal(hasGap ? [0, 3] : [1, 2, 3], told.Select(arrival => arrival.Number));
        Assert.Equal(hasGap, told[0].Type == WebhookBody.GapType && told[0].ChatId is null);
        Assert.Equal(2, told[^1].PreviousChange);
    }

    [Fact]
    public async Task Deliver_WhenItIsOffWhileALaneWaits_ThenNothingIsDoneUntilItIsOnAgain()
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [TimeSpan.FromHours(10)] } };
        var node = await world.DeliverOneAsync(_ => Task.FromResult(TestReceiver.Failing));
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == 1);
        await world.Caller.PutAsync("hook", active: false);
        await node.SeenAsync();
        world.Time.Skip(TimeSpan.FromHours(11));
        await Task.Delay(300);
        // A loop that does not wait asks for the time again and again.
        var before = world.Time.Looks;
        await Task.Delay(300);
        Assert.InRange(world.Time.Looks - before, 0, 5_000);
        Assert.Single(world.Receiver.Arrivals);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.PutAsync("hook", active: true);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
    }

    [Fact]
    public async Task Step_WhenTheStoreIsAwayAfterTheRegistryWasRead_ThenTheWebhookIsBegunLater()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        await using var node = new DeliveryNode(world, isRunning: false);
        node.Leases.WantsPartitions = true;
        await node.Leases.StepAsync(default);
        node.Line.FailsOn = nameof(IWebhookStore.TakeShardsAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => node.Dispatcher.StepAsync(default));
        node.Line.FailsOn = null;
        await node.Dispatcher.StepAsync(default);
        await world.TellAsync(world.Next(world.Chats(1)[0]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        await node.Dispatcher.EndAsync();
    }

    [Fact]
    public async Task Replay_WhenItIsThrough_ThenTheSameCameAgainAndNothingOfItIsLeft()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chats = world.Chats(3);
        await world.TellAsync([.. Enumerable.Range(0, 30).Select(number => world.Next(chats[number % 3]))]);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 30);
        await world.Caller.ReplayAsync("hook", world.Caller.Positions.Of(10), world.Caller.Positions.Of(20));
        await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count == 40 && (await world.FindAsync("hook")).Replays.Count == 0);
        var first = world.Receiver.TakenOnes.Take(30).ToDictionary(arrival => arrival.Id);
        Assert.Equal(Enumerable.Range(11, 10), world.Receiver.TakenOnes.Skip(30).Select(arrival => arrival.Number).Order());
        Assert.All(world.Receiver.TakenOnes.Skip(30), arrival => Assert.Equal(first[arrival.Id].Bytes, arrival.Bytes));
        var live = (await world.FindAsync("hook")).Live.Id;
        await Eventually.HoldsAsync(async () => (await world.Store.Webhooks.ReadShardsAsync((await world.FindAsync("hook")).Id, default)).All(shard => shard.Key.RunId == live));
    }

    [Fact]
    public async Task Deliver_WhenTheFeedHasLostWhatItNeeds_ThenAGapOfEverythingIsToldFirst()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        var chat = world.Chats(1)[0];
        await world.TellAsync([.. Enumerable.Range(0, 5).Select(_ => world.Next(chat))]);
        Assert.Equal(3, await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 3, [], default));
        world.Start();
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 5));
        Assert.Equal([0, 4, 5], world.Receiver.TakenOnes.Select(arrival => arrival.Number));
        Assert.Null(world.Receiver.TakenOnes[0].ChatId);
    }

    [Fact]
    public async Task Deliver_WhenNothingIsNew_ThenTheFeedAndTheShardsAreNotAskedFor()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        var node = world.Start();
        await world.TellAsync(world.Next(world.Chats(1)[0]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 1);
        // There comes a time in which the node looks for webhooks, and for nothing else.
        await Eventually.HoldsAsync(async () =>
        {
            var before = node.Line.Calls;
            await Eventually.HoldsAsync(() => node.Line.CallsOf(nameof(IWebhookStore.ReadRegistryAsync)) >= before.GetValueOrDefault(nameof(IWebhookStore.ReadRegistryAsync)) + 12);
            return new[] { nameof(IFeedLog.ReadPartitionAsync), nameof(IWebhookStore.SaveShardsAsync), nameof(IWebhookStore.ReadShardsAsync) }
                .All(method => node.Line.CallsOf(method) == before.GetValueOrDefault(method));
        });
    }

    [Theory]
    [InlineData(23, true)]
    [InlineData(24, false)]
    public async Task Delivery_WhenItCameLate_ThenIsListedForADayFromThenOn(int hours, bool isListed)
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        await world.Caller.PutAsync("hook", active: false);
        await world.TellAsync(world.Next(world.Chats(1)[0]));
        world.Time.Skip(TimeSpan.FromHours(30));
        await world.Caller.PutAsync("hook", active: true);
        world.Start();
        await Eventually.HoldsAsync(async () => await world.Caller.DeliveriesAsync("hook") is [{ Status: DeliveryStatus.Delivered, Attempts: 1 }]);

        world.Time.Skip(TimeSpan.FromHours(hours));

        Assert.Equal(isListed ? 1 : 0, (await world.Caller.DeliveriesAsync("hook")).Count);
    }

    [Fact]
    public async Task Put_WhenFiftyAskAtOnce_Then20AreMade()
    {
        await using var world = new DeliveryWorld();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            try
            {
                return (await world.Caller.PutAsync($"hook{number}", Url)).IsNew ? "made" : "not made";
            }
            catch (RefusedException exception)
            {
                return exception.Errors[0].Name;
            }
        })));
        Assert.Equal(20, outcomes.Count(outcome => outcome == "made"));
        Assert.Equal(30, outcomes.Count(outcome => outcome == "webhook.limit"));
    }

    [Fact]
    public async Task Rotate_WhenASecretIsNew_ThenBothSignForADay()
    {
        await using var world = new DeliveryWorld();
        var first = (await world.Caller.PutAsync("hook", Url)).Secret!;
        var second = (await world.Caller.RotateAsync("hook")).Secret!;
        Assert.Equal([second, first], world.Caller.Secrets.Signing(await world.FindAsync("hook")));
        world.Time.Skip(TimeSpan.FromHours(24));
        Assert.Equal([second], world.Caller.Secrets.Signing(await world.FindAsync("hook")));
    }

    private static async Task MoveOffSinceAsync(DeliveryWorld world, TimeSpan ago)
    {
        var webhook = await world.FindAsync("hook");
        await world.Caller.Book.ChangeAsync(webhook, one => one with { OffSince = world.Time.GetUtcNow().UtcDateTime - ago }, default);
    }
}
