using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>Receivers that fail, nodes that are killed, calls that get lost, types that change: and every event comes, in order, without a hole.</summary>
public sealed class DeliveryChaosTests
{
    private const string Url = "https://receiver.example/";

    private static readonly FeedType[] Types = [FeedType.ChatUpdated, FeedType.MessageCreated, FeedType.MessageReacted];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Deliveries_WhenEverythingFailsNowAndThen_ThenEachChatIsWholeAndInOrder(int seed, bool changesTypes)
    {
        await using var world = new DeliveryWorld { Options = new WebhookOptions { RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 1_000)] } };
        world.Store.IsOfOneProcess = false;
        var chance = new Random(seed);
        var violations = new List<string>();
        var lastTaken = new Dictionary<string, (int Number, long? Change)>();
        var taken = new Dictionary<string, byte[]>();
        world.Receiver.Answer = async arrival =>
        {
            await Task.Delay(Draw(3));
            return Draw(10) switch { 0 => TestReceiver.Failing, 1 => new WebhookAnswer(301, null, TimeSpan.Zero), 2 => throw new InvalidOperationException("A sender that is broken."), _ => TestReceiver.Ok };
        };
        world.Receiver.Taken = arrival =>
        {
            if (taken.TryGetValue(arrival.Id, out var before))
            {
                if (!before.AsSpan().SequenceEqual(arrival.Bytes))
                    violations.Add($"{arrival.Number}: other bytes");
                return;
            }

            taken.Add(arrival.Id, arrival.Bytes);
            var last = lastTaken.GetValueOrDefault(arrival.ChatId!);
            if (arrival.Number <= last.Number)
                violations.Add($"{arrival.Number} after {last.Number}");
            if (arrival.Change is not null && arrival.PreviousChange != last.Change)
                violations.Add($"{arrival.Number}: previousChange {arrival.PreviousChange}, not {last.Change}");
            lastTaken[arrival.ChatId!] = (arrival.Number, arrival.Change ?? last.Change);
        };
        world.Receiver.Arrived = arrival =>
        {
            if (!taken.ContainsKey(arrival.Id) && arrival.Number <= lastTaken.GetValueOrDefault(arrival.ChatId!).Number)
                violations.Add($"{arrival.Number} sent late");
        };
        await world.Caller.PutAsync("hook", Url);
        var nodes = new List<DeliveryNode> { world.Start(), world.Start() };
        nodes.ForEach(node => node.Line.Losses = 2);
        var chats = world.Chats(30);
        for (var i = 0; i < 80; i++)
        {
            await world.TellAsync([.. Enumerable.Range(0, 10).Select(_ => world.Next(chats[Draw(30)], Types[Draw(3)], Draw(5) > 0))]);
            await Task.Delay(20);
            if (changesTypes && i % 5 == 0)
                await Task.WhenAll(nodes.Select(node => ChangeTypesAsync(node, [.. Types.Where((type, index) => index == i % 3 || Draw(2) == 0).Select(FeedTypeNames.NameOf)])));
            if (i % 20 == 10)
            {
                var killed = nodes[0];
                nodes.RemoveAt(0);
                await killed.KillAsync();
                nodes.Add(world.Start());
                nodes[^1].Line.Losses = 2;
            }
        }

        nodes.ForEach(node => node.Line.Losses = 0);
        await Eventually.HoldsAsync(async () =>
            (await world.FindAsync("hook")) is { IsUndecided: false } && (await world.Caller.Backlogs.ReadAsync(await world.FindAsync("hook"), default)).Events == 0);
        Assert.Equal([], violations.Take(10));
        var webhook = await world.FindAsync("hook");
        var heard = world.Told.Where(entry => webhook.Hears(entry.Type, entry.Number)).Select(entry => WebhookBody.IdOf(entry.Id)).ToHashSet();
        Assert.Equal(heard, taken.Keys.ToHashSet());

        int Draw(int of)
        {
            lock (chance)
                return chance.Next(of);
        }
    }

    private static async Task ChangeTypesAsync(DeliveryNode node, string[] types)
    {
        try
        {
            await node.PutAsync("hook", types: types);
        }
        catch (StoreUnavailableException)
        {
        }
    }
}
