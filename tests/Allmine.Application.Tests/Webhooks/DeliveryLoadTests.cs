using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>Receivers that are dead, slow or deleted, and what that is to the others.</summary>
public sealed class DeliveryLoadTests
{
    private const string Url = "https://receiver.example/";

    private static readonly WebhookOptions AnHour = new() { RetryDelays = [TimeSpan.FromHours(10), TimeSpan.FromHours(10)] };

    [Fact]
    public async Task Deliver_When256ChatsOfAPartitionFail_ThenItsNextOneWaitsAndOtherPartitionsDoNot()
    {
        await using var world = new DeliveryWorld { Options = AnHour };
        var failing = world.ChatsIn(3, DeliveryShard.MostLanes + 1);
        var other = world.ChatsIn(4, 1)[0];
        world.Receiver.Answer = arrival => Task.FromResult(arrival.ChatId == other.ToString() ? TestReceiver.Ok : TestReceiver.Failing);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        await world.TellAsync([.. failing.Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count == DeliveryShard.MostLanes);
        for (var number = 258; number <= 260; number++)
        {
            await world.TellAsync(world.Next(other));
            await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == number));
        }

        Assert.DoesNotContain(world.Receiver.Arrivals, arrival => arrival.Number == 257);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == 257));
        Assert.Equal([258, 259, 260, 1, 257], world.Receiver.TakenOnes.Select(arrival => arrival.Number));
    }

    /// <summary>If what is kept were counted as kept for ever, nothing more would be read.</summary>
    [Fact]
    public async Task Deliver_WhenADeadReceiverComesBackToMoreThanMemoryMayHold_ThenMemoryWasBoundedAndAllComesInOrder()
    {
        const int Length = 800;
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 1_000)] } };
        var dead = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = _ => dead.Task;
        await world.Caller.PutAsync("hook", Url);
        await using var node = new DeliveryNode(world, isRunning: false);
        node.Leases.WantsPartitions = true;
        await node.Leases.StepAsync(default);
        using var watching = node.Head.Watch();
        var webhook = await world.FindAsync("hook");
        var runner = new WebhookRunner(webhook, webhook.Live, node.Tools);
        for (var partition = 0; partition < FeedEntry.Partitions; partition++)
            runner.Adopt(partition, node.Leases.Find(partition)!.Epoch, null);
        var chats = world.Chats(2_000);
        for (var i = 0; i < 10; i++)
            await world.TellAsync([.. chats.Select(chat => world.Next(chat, data: $$"""{"n":{{world.Told.Count + 1}},"text":"{{new string('a', Length)}}"}"""))]);
        using var ending = new CancellationTokenSource();
        var running = Task.Run(() => runner.RunAsync(ending.Token));

        await Eventually.HoldsAsync(() => runner.Weight >= DeliveryShards.MostWeight);
        var greatest = 0L;
        dead.SetResult(TestReceiver.Failing);
        await Eventually.HoldsAsync(() => Look() && world.Receiver.Arrivals.Count > 5_000);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(() => Look() && world.Receiver.TakenCount == 20_000 && runner.Weight == 0);
        Assert.InRange(greatest, 0, DeliveryShards.MostWeight + (WebhookRunner.MostInFlight * DeliveryLane.MostQueued * (Length + 50)));
        Assert.All(world.Receiver.TakenOnes.GroupBy(arrival => arrival.ChatId), chat => Assert.Equal(Enumerable.Range(1, 10), chat.Select(arrival => (int)arrival.Change!)));
        await ending.CancelAsync();
        await running;

        bool Look()
        {
            greatest = Math.Max(greatest, runner.Weight);
            return true;
        }
    }

    [Fact]
    public async Task Deliver_WhenAReceiverHangs_ThenAnotherOneGetsEverything()
    {
        await using var world = new DeliveryWorld();
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Url.EndsWith("hanging", StringComparison.Ordinal) ? hanging.Task : Task.FromResult(TestReceiver.Ok);
        await world.Caller.PutAsync("a", Url + "hanging");
        await world.Caller.PutAsync("b", Url + "quick");
        world.Start();
        var chats = world.Chats(100);
        for (var i = 0; i < 3; i++)
            await world.TellAsync([.. chats.Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 300);
        Assert.All(world.Receiver.TakenOnes, arrival => Assert.Equal(Url + "quick", arrival.Url));
        hanging.SetResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Count == 600);
    }

    [Fact]
    public async Task Delete_WhenDeliveriesAreOnTheirWay_ThenNothingMoreIsSentAndNothingOfItIsLeft()
    {
        await using var world = new DeliveryWorld();
        var hanging = new TaskCompletionSource<WebhookAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = arrival => arrival.Number > 10 ? hanging.Task : Task.FromResult(arrival.Number == 1 ? TestReceiver.Failing : TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chats = world.Chats(10);
        await world.TellAsync([.. Enumerable.Range(0, 30).Select(number => world.Next(chats[number % 10]))]);
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Any(arrival => arrival.Number > 10));
        var id = (await world.FindAsync("hook")).Id;
        await world.Caller.DeleteAsync("hook");
        hanging.SetResult(TestReceiver.Ok);
        await Eventually.HoldsAsync(async () => !(await world.Store.Webhooks.ListKnownAsync(default)).Contains(id));
        var before = world.Receiver.Arrivals.Count;
        await world.Caller.PutAsync("hook", Url);
        await world.TellAsync(world.Next(chats[0]));
        await Eventually.HoldsAsync(() => world.Receiver.Arrivals.Count > before);
        Assert.Equal(31, Assert.Single(world.Receiver.Arrivals.Skip(before)).Number);
    }

    [Fact]
    public async Task Retry_WhenFailedOrDelivered_ThenTheSameComesAtOnceOrAgain()
    {
        await using var world = new DeliveryWorld { Options = AnHour };
        await world.DeliverOneAsync(_ => Task.FromResult(TestReceiver.Failing));
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Failed)).Count == 1);
        Assert.Single(world.Receiver.Arrivals);
        world.Receiver.Answer = _ => Task.FromResult(TestReceiver.Ok);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("hook", DeliveryStatus.Delivered)).Count == 1);
        Assert.Equal(2, (await world.Caller.DeliveriesAsync("hook"))[0].Attempts);
        await world.Caller.RetryAsync("hook", "1");
        await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count == 2 && (await world.FindAsync("hook")).Replays.Count == 0);
        Assert.Equal(3, world.Receiver.Arrivals.Count);
        Assert.All(world.Receiver.Arrivals, arrival => Assert.Equal((world.Receiver.Arrivals[0].Id, Convert.ToHexString(world.Receiver.Arrivals[0].Bytes)), (arrival.Id, Convert.ToHexString(arrival.Bytes))));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(300, 300, 300)]
    [InlineData(10_000, 10_000, 10_000)]
    [InlineData(15_000, 10_001, 18_000)]
    public async Task Backlog_WhenNothingIsDelivered_ThenItIsCountedUpTo10000AndEstimatedBeyond(int events, int least, int most)
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        var chats = world.Chats(200);
        if (events > 0)
            await world.TellAsync([.. Enumerable.Range(0, events).Select(number => world.Next(chats[number % 200]))]);
        var backlog = await world.Caller.Backlogs.ReadAsync(await world.FindAsync("hook"), default);
        Assert.InRange(backlog.Events, least, most);
        Assert.Equal(events == 0 ? null : world.Told[0].CreatedAt, backlog.OldestAt);
    }

    [Theory]
    [InlineData(DeliveryShard.MostGaps, false)]
    [InlineData(DeliveryShard.MostGaps + 1, true)]
    public async Task Deliver_WhenManyChatsHaveNothingButAGap_ThenBeyond128ItIsOneOfEverything(int count, bool isOfEverything)
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [] } };
        world.Receiver.Answer = arrival => Task.FromResult(arrival.Number is > 0 && arrival.Number <= count ? TestReceiver.Failing : TestReceiver.Ok);
        await world.Caller.PutAsync("hook", Url);
        world.Start();
        var chats = world.ChatsIn(3, count);
        await world.TellAsync([.. chats.Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(async () => (await world.Store.Webhooks.ReadDeliveriesAsync((await world.FindAsync("hook")).Id, DeliveryStatus.SetAside, long.MaxValue, 0, 1_000, default)).Count == count);
        if (isOfEverything)
            await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count == 1 && (await world.FindAsync("hook")).OwedGap is null);
        await world.TellAsync(world.Next(chats[0]));
        await Eventually.HoldsAsync(() => world.Receiver.TakenOnes.Any(arrival => arrival.Number == count + 1));
        Assert.Equal([WebhookBody.GapType, "chat.updated"], world.Receiver.TakenOnes.Select(arrival => arrival.Type));
        Assert.Equal(isOfEverything ? null : chats[0].ToString(), world.Receiver.TakenOnes[0].ChatId);
    }
}
