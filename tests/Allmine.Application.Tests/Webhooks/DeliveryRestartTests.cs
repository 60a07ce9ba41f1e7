using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>What a node dies over, and what the next one makes of it.</summary>
public sealed class DeliveryRestartTests
{
    private const string Url = "https://receiver.example/";

    [Fact]
    public async Task Restart_WhenTheGapCouldNotBeTold_ThenItIsNotTriedOverTheWholeScheduleAgain()
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [] } };
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        var first = world.Start();
        var chat = world.Chats(1)[0];
        await world.TellAsync(world.Next(chat));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count == 1 && (await LanesAsync(world)).Any(lane => lane.Gap is not null));
        // Nothing of what follows from the gap's only attempt is put on record.
        first.Line.FailsOn = nameof(IWebhookStore.PutDeliveriesAsync);
        await world.TellAsync(world.Next(chat), world.Next(chat));
        await Eventually.HoldsAsync(async () => (await LanesAsync(world)).Any(lane => lane.GivesUpNext));
        await first.KillAsync();
        var gap = world.Receiver.Arrivals.First(arrival => arrival.Type == WebhookBody.GapType);

        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        world.Start();
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 3));
        Assert.Single(world.Receiver.Arrivals, arrival => arrival.Id == gap.Id);
        // The second one was set aside with it: the gap that is told is that of both.
        Assert.Equal([0, 3], world.Receiver.TakenOnes.Select(arrival => arrival.Number));
        Assert.Equal(2, world.Receiver.TakenOnes[0].Body.GetProperty("data").GetProperty("change").GetInt64());
        // That is put on record beside the deliveries.
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count > 1);
        Assert.Equal(["2", "1"], (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Select(delivery => delivery.DeliveryId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WhenANodeDiesOverSettingAside_ThenTheEventIsSetAsideOrTakenAndNeverBoth(bool isDecided)
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [] } };
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        var first = world.Start();
        if (isDecided)
            first.Line.Calling = method => first.Line.FailsOn = method == nameof(IWebhookStore.PutDeliveriesAsync) ? nameof(IWebhookStore.SaveShardsAsync) : first.Line.FailsOn;
        else
            first.Line.FailsOn = nameof(IWebhookStore.SaveShardsAsync);
        await world.TellAsync(world.Next(world.Chats(1)[0]));
        await Eventually.HoldsAsync(async () => isDecided
            ? (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count == 1
            : first.Line.CallsOf(nameof(IWebhookStore.SaveShardsAsync)) > 3 && world.Receiver.Arrivals.Count == 1);
        await first.KillAsync();
        Assert.Equal(isDecided ? 1 : 0, (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.SetAside)).Count);

        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        world.Start();
        await Eventually.HoldsAsync(async () => (await BacklogAsync(world)).Events == 0);
        var delivery = Assert.Single(await world.Caller.DeliveriesAsync("hook"));
        Assert.Equal(isDecided ? DeliveryStatus.SetAside : DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(isDecided ? 0 : 1, world.Receiver.TakenOnes.Count);
    }

    private static async Task<IReadOnlyList<LaneRecord>> LanesAsync(DeliveryWorld world) =>
        [.. (await world.Caller.Backlogs.ReadLiveAsync(await world.FindAsync("hook"), default)).SelectMany(shard => shard.Value.Lanes)];

    private static async Task<WebhookBacklog> BacklogAsync(DeliveryWorld world) => await world.Caller.Backlogs.ReadAsync(await world.FindAsync("hook"), default);
}
