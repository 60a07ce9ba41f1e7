using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Webhooks;
using Allmine.Domain.Errors;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>A webhook that can't be read, as a newer version may have written it, harms itself alone.</summary>
public sealed class WebhookRegistryTests
{
    private const string Url = "https://receiver.example/";

    [Theory]
    [InlineData("\"message.created\"", "\"message.translated\"")]
    [InlineData("\"url\":\"https://receiver.example/new\"", "\"url\":null")]
    [InlineData("\"secrets\":[", "\"secrets\":[],\"other\":[")]
    public async Task Read_WhenOneCanNotBeRead_ThenTheOthersAreReadAndItStaysAsItIs(string written, string instead)
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("new", $"{Url}new");
        await SpoilAsync(world, written, instead);
        var kept = await TextAsync(world);

        await world.Caller.PutAsync("old", Url);
        await world.Caller.PutAsync("another", Url);
        await world.Caller.PutAsync("old", active: false);

        var registry = await world.Caller.Book.ReadAsync(default);
        Assert.Equal(["another", "old"], registry.Webhooks.Select(webhook => webhook.Name));
        Assert.Equal(("new", kept[1..^1]), (Assert.Single(registry.Unreadable).Name, registry.Unreadable[0].Text));
        Assert.Contains(kept[1..^1], await TextAsync(world), StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnreadableRecordException>(() => world.FindAsync("new"));
        await Assert.ThrowsAsync<UnreadableRecordException>(() => world.Caller.PutAsync("new", Url));
        await Assert.ThrowsAsync<UnreadableRecordException>(() => world.Caller.DeleteAsync("new"));
        Assert.Equal(ErrorCode.WebhookNotFound, (await Assert.ThrowsAsync<RefusedException>(() => world.FindAsync("nobodys"))).Errors[0].Code);
    }

    [Fact]
    public async Task Put_WhenOneOfTwentyCanNotBeRead_ThenItCounts()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("new", $"{Url}new");
        await SpoilAsync(world, "\"message.created\"", "\"message.translated\"");
        for (var i = 1; i < WebhookRegistry.Greatest; i++)
            await world.Caller.PutAsync($"n{i}", Url);
        Assert.Equal(ErrorCode.WebhookLimit, (await Assert.ThrowsAsync<RefusedException>(() => world.Caller.PutAsync("n20", Url))).Errors[0].Code);
    }

    [Fact]
    public async Task Read_WhenTheWholeIsNoList_ThenIsUnreadable()
    {
        await using var world = new DeliveryWorld();
        Assert.True(await world.Store.Webhooks.ReplaceRegistryAsync("{}", 0, default));
        await Assert.ThrowsAsync<UnreadableRecordException>(() => world.Caller.PutAsync("hook", Url));
    }

    [Fact]
    public async Task Deliveries_WhenTheirWebhookCanNotBeReadForAWhile_ThenPauseAndGoOnFromWhereTheyWere()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("new", $"{Url}new");
        await world.Caller.PutAsync("old", Url);
        var node = world.Start();
        var chats = world.Chats(20);
        await TellAsync(1);
        await Eventually.HoldsAsync(() => world.Receiver.TakenCount == 2 * chats.Length);

        await SpoilAsync(world, "\"url\":\"https://receiver.example/new\"", "\"url\":null");
        await node.SeenAsync();
        await TellAsync(2);
        await Eventually.HoldsAsync(() => Of("").Count == world.Told.Count);
        Assert.Equal(chats.Length, Of("new").Count);
        Assert.Equal(2, (await world.Store.Webhooks.ListKnownAsync(default)).Count);

        await SpoilAsync(world, "\"url\":null", "\"url\":\"https://receiver.example/new\"");
        await Eventually.HoldsAsync(() => Of("new").Count == world.Told.Count);
        Assert.Equal(world.Told.Count, Of("new").Distinct().Count());
        Assert.Equal(2 * world.Told.Count, world.Receiver.Arrivals.Count);

        List<int> Of(string path) => [.. world.Receiver.TakenOnes.Where(arrival => arrival.Url == Url + path).Select(arrival => arrival.Number)];

        async Task TellAsync(int times)
        {
            for (var i = 0; i < times; i++)
                await world.TellAsync([.. chats.Select(chat => world.Next(chat))]);
        }
    }

    [Fact]
    public async Task Rotate_WhenTheSecretBeforeCanNotBeReadAnyMore_ThenTheNewOneSignsAlone()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", Url);
        world.Cipher.Key = "another";
        Assert.Equal("secret_unreadable", (await TestAsync()).Error);
        var shown = (await world.Caller.RotateAsync("hook")).Secret!;
        Assert.Equal(200, (await TestAsync()).StatusCode);
        Assert.Single((await world.FindAsync("hook")).Secrets);
        // From then on two sign again.
        await world.Caller.RotateAsync("hook");
        Assert.Equal(2, (await world.FindAsync("hook")).Secrets.Count);
        Assert.StartsWith("whsec_", shown, StringComparison.Ordinal);

        async Task<WebhookAnswer> TestAsync() =>
            await world.Caller.Post.SendAsync(await world.FindAsync("hook"), world.Ids.NewId<FeedEntry>(), WebhookBody.OfTest(world.Time.GetUtcNow().UtcDateTime), default);
    }

    [Fact]
    public async Task Deliveries_WhenThoseOfOneWebhookCanNotBeRead_ThenTheOthersAreListedAndTheirReplaysEnd()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("bad", $"{Url}bad");
        await world.Caller.PutAsync("good", Url);
        world.Start();
        await world.TellAsync([.. world.Chats(20).Select(chat => world.Next(chat))]);
        await Eventually.HoldsAsync(() => world.Receiver.TakenCount == 40);
        var bad = await world.FindAsync("bad");
        // It is written down a moment after.
        await Eventually.HoldsAsync(async () => (await world.Caller.DeliveriesAsync("bad")).All(delivery => delivery.Status == DeliveryStatus.Delivered));
        var shard = (await world.Store.Webhooks.ReadShardsAsync(bad.Id, default))[0];
        Assert.Empty(await world.Store.Webhooks.SaveShardsAsync([shard with { Text = "?" }], default));

        await world.Caller.ReplayAsync("bad", world.Caller.Positions.Of(0));
        await world.Caller.ReplayAsync("good", world.Caller.Positions.Of(0));

        await Eventually.HoldsAsync(async () => world.Receiver.TakenOnes.Count(arrival => arrival.Url == Url) == 40 && (await world.FindAsync("good")).Replays.Count == 0);
        Assert.Equal(["good"], (await world.Caller.ListAsync()).Select(view => view.Webhook.Name));
        await Assert.ThrowsAsync<UnreadableRecordException>(() => world.Caller.DeliveriesAsync("bad"));
    }

    private static async Task<string> TextAsync(DeliveryWorld world) => (await world.Store.Webhooks.ReadRegistryAsync(default)).Text!;

    /// <summary>What another version, or a hand, makes of it.</summary>
    private static async Task SpoilAsync(DeliveryWorld world, string written, string instead)
    {
        while (true)
        {
            var kept = await world.Store.Webhooks.ReadRegistryAsync(default);
            Assert.Contains(written, kept.Text, StringComparison.Ordinal);
            if (await world.Store.Webhooks.ReplaceRegistryAsync(kept.Text!.Replace(written, instead, StringComparison.Ordinal), kept.Revision, default))
                return;
        }
    }
}
