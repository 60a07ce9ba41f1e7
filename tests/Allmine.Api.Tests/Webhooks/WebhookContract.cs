using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Allmine.Api.Tests.Feed;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Application.Ports.Feed;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>How webhooks are made, changed, asked about and removed, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
/// <param name="receiver">Who is sent to.</param>
public abstract class WebhookContract(Service? service, WebhookReceiver receiver)
{
    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Put_WhenTheWebhookIsNew_ThenItHearsEverythingAndItsSecretIsShownOnce()
    {
        var (path, url) = (TestWebhook.PathOf(Tokens.NewId()), receiver.NewMailbox().Url);
        (await Service.Backend.PutAsync(path, "{}")).ExpectError(400, "validation.url.required");

        var made = (await Service.Backend.PutAsync(path, $$"""{ "url": "{{url}}" }""")).Expect(HttpStatusCode.Created);

        Assert.Equal(["name", "url", "types", "active", "inactiveSince", "secret", "createdAt", "backlog"], made.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal((url, true, JsonValueKind.Null), (made["url"].GetString(), made["active"].GetBoolean(), made["inactiveSince"].ValueKind));
        Assert.Equal(FeedTypeNames.All, made["types"].EnumerateArray().Select(type => type.GetString()));
        Assert.Equal("""{"events":0,"oldestAt":null}""", made["backlog"].GetRawText());
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", made["secret"].GetString());

        foreach (var again in new[] { await Service.Backend.PutAsync(path, "{}"), await Service.Backend.GetAsync(path) })
        {
            Assert.Equal(JsonValueKind.Null, again.Expect(HttpStatusCode.OK)["secret"].ValueKind);
            Assert.Equal((url, FeedTypeNames.All.Count, true), (again["url"].GetString(), again["types"].GetArrayLength(), again["active"].GetBoolean()));
        }

        var listed = Assert.Single((await Service.Backend.GetAsync("/api/v2/webhooks"))["items"].EnumerateArray(), item => item.GetProperty("url").GetString() == url);
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("secret").ValueKind);

        // It goes once or twice alike, and then it is another one.
        for (var i = 0; i < 2; i++)
            (await Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
        (await Service.Backend.GetAsync(path)).ExpectError(404, "webhook.not_found");
        var another = (await Service.Backend.PutAsync(path, $$"""{ "url": "{{url}}", "active": false }""")).Expect(HttpStatusCode.Created);
        Assert.NotEqual(made["secret"].GetString(), another["secret"].GetString());
        (await Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Put_WhenTheWebhookIsKnown_ThenWhatIsLeftOutStays()
    {
        await using var webhook = await TestWebhook.NewAsync(Service, receiver.NewMailbox());

        var off = await webhook.PutAsync("""{ "active": false, "types": ["user.updated", "block.changed"] }""");
        Assert.Equal((webhook.Mailbox.Url, false, JsonValueKind.String), (off["url"].GetString(), off["active"].GetBoolean(), off["inactiveSince"].ValueKind));
        var moved = await webhook.PutAsync($$"""{ "url": "{{webhook.Mailbox.Url}}?a=b" }""");
        Assert.Equal(($"{webhook.Mailbox.Url}?a=b", false, off["inactiveSince"].GetString()), (moved["url"].GetString(), moved["active"].GetBoolean(), moved["inactiveSince"].GetString()));
        Assert.Equal(["user.updated", "block.changed"], moved["types"].EnumerateArray().Select(type => type.GetString()));
        // Where it begins counts for a new one alone.
        var on = await webhook.PutAsync("""{ "active": true, "from": "madeup" }""");
        Assert.Equal((2, true, JsonValueKind.Null), (on["types"].GetArrayLength(), on["active"].GetBoolean(), on["inactiveSince"].ValueKind));
    }

    [SkippableTheory]
    [InlineData("[]", "validation.types.required")]
    [InlineData("""["nothing"]""", "validation.types.allowed_values")]
    [InlineData("""["webhook.gap"]""", "validation.types.allowed_values")]
    [InlineData("""["user.updated", "user.updated"]""", "validation.types.duplicate")]
    public async Task Put_WhenTheTypesBreakARule_ThenIsRefused(string types, string code)
    {
        var path = TestWebhook.PathOf(Tokens.NewId());

        (await Service.Backend.PutAsync(path, $$"""{ "url": "{{receiver.NewMailbox().Url}}", "types": {{types}} }""")).ExpectError(400, code);

        (await Service.Backend.GetAsync(path)).ExpectError(404, "webhook.not_found");
    }

    [SkippableFact]
    public async Task Put_WhenTheURLIsLong_ThenTwoThousandAndFortyEightCharactersAreTaken()
    {
        await using var webhook = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["active"] = false });
        var url = $"{webhook.Mailbox.Url}?";
        var longest = url + new string('a', 2_048 - url.Length);

        Assert.Equal(longest, (await webhook.PutAsync($$"""{ "url": "{{longest}}" }"""))["url"].GetString());
        (await Service.Backend.PutAsync(webhook.Path, $$"""{ "url": "{{longest}}a" }""")).ExpectError(400, "validation.url.not_allowed");

        Assert.Equal(longest, (await webhook.ReadAsync())["url"].GetString());
    }

    [SkippableTheory]
    [InlineData(64, 201)]
    [InlineData(65, 400)]
    public async Task Put_WhenTheNameIsLong_ThenSixtyFourCharactersAreTaken(int length, int status)
    {
        var path = TestWebhook.PathOf(new string('n', length));

        var reply = await Service.Backend.PutAsync(path, $$"""{ "url": "{{receiver.NewMailbox().Url}}", "active": false }""");

        if (status == 201)
            reply.Expect(HttpStatusCode.Created);
        else
            reply.ExpectError(400, "validation.name.format");
        Assert.Equal(status == 201 ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest, (await Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Status);
    }

    [SkippableTheory]
    [InlineData("a%2Fb", 400, "validation.name.format")]
    [InlineData("a/b", 404, "route.not_found")]
    public async Task Put_WhenTheNameHasASlash_ThenIsRefused(string name, int status, string code) =>
        (await Service.Backend.PutAsync(TestWebhook.PathOf(name), """{ "url": "https://hooks.example.com/" }""")).ExpectError(status, code);

    [SkippableFact]
    public async Task Put_WhenItBeginsAfterAPosition_ThenWhatCameAfterThatIsSent()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        await conversation.SendAsync("second");
        var items = await Service.UntilFeedHasAsync(start, conversation.ChatId, 2);
        var first = items.Single(item => item.ChatId() == conversation.ChatId && item.Change() == 1);

        await using var whole = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["from"] = start, ["types"] = OfMessages });
        await using var later = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["from"] = first.Position(), ["types"] = OfMessages });
        await using var now = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["from"] = "now", ["types"] = OfMessages });
        await conversation.SendAsync("third");

        Assert.Equal([1, 2, 3], ChangesOf(await whole.Mailbox.UntilAsync(conversation.ChatId, 3)));
        Assert.Equal([2, 3], ChangesOf(await later.Mailbox.UntilAsync(conversation.ChatId, 2)));
        Assert.Equal([3], ChangesOf(await now.Mailbox.UntilAsync(conversation.ChatId, 1)));
    }

    [SkippableFact]
    public async Task Put_WhenThePositionIsNone_ThenIsRefusedAndNothingIsMade()
    {
        var (path, url) = (TestWebhook.PathOf(Tokens.NewId()), receiver.NewMailbox().Url);
        var position = await Service.FeedEndAsync();

        foreach (var from in new[] { "madeup", "", "Now", $"{position}A", position[..^1] })
            (await Service.Backend.PutAsync(path, $$"""{ "url": "{{url}}", "from": "{{from}}" }""")).ExpectError(409, "feed.position_gone");

        (await Service.Backend.GetAsync(path)).ExpectError(404, "webhook.not_found");
        (await Service.Backend.PutAsync(path, $$"""{ "url": "{{url}}", "from": "{{position}}" }""")).Expect(HttpStatusCode.Created);
        (await Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
    }

    [SkippableFact]
    public async Task Test_WhenAsked_ThenTellsWhatTheReceiverAnswered()
    {
        await using var webhook = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["active"] = false, ["types"] = OfMessages });

        foreach (var status in new[] { 204, 500 })
        {
            webhook.Mailbox.Answer = (_, _) => status;
            var told = (await webhook.PostAsync("test")).Expect(HttpStatusCode.OK);
            Assert.Equal(["statusCode", "error", "durationMs"], told.Json.EnumerateObject().Select(property => property.Name));
            Assert.Equal((status, JsonValueKind.Null), (told["statusCode"].GetInt32(), told["error"].ValueKind));
            Assert.InRange(told["durationMs"].GetInt64(), 0, 10_000);
        }

        Assert.All(webhook.Mailbox.All, sent =>
        {
            Assert.True(sent.IsSignedWith(webhook.Secret));
            Assert.Equal(("webhook.test", "{}"), (sent.Json.Type(), sent.Json.Data().GetRawText()));
            Assert.Equal(["position", "type", "chatId", "change", "data", "timestamp", "truncated", "previousChange"], sent.Json.EnumerateObject().Select(property => property.Name));
        });
        Assert.Equal(2, webhook.Mailbox.All.Select(sent => sent.Id).Distinct().Count());

        // Nobody listens there, and nobody else can.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)deaf.LocalEndPoint!).Port;
        await webhook.PutAsync($$"""{ "url": "http://127.0.0.1:{{port}}/" }""");
        var failed = (await webhook.PostAsync("test")).Expect(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, "connection"), (failed["statusCode"].ValueKind, failed["error"].GetString()));
        (await Service.Backend.SendAsync(HttpMethod.Post, $"{TestWebhook.PathOf("nobodys")}/test", null)).ExpectError(404, "webhook.not_found");
    }

    [SkippableFact]
    public async Task Rotate_WhenDone_ThenTheTwoNewestSecretsSign()
    {
        await using var webhook = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["types"] = OfMessages });
        var conversation = await Service.NewConversationAsync();
        var first = (await webhook.Mailbox.UntilAsync(conversation.ChatId, 1))[0];
        Assert.Equal((1, true), (first.Signatures.Count, first.IsSignedWith(webhook.Secret)));

        var second = await RotateAsync();
        await ExpectSignedAsync(2, [webhook.Secret, second], []);
        var third = await RotateAsync();
        await ExpectSignedAsync(3, [second, third], [webhook.Secret]);

        Assert.Equal(3, new[] { webhook.Secret, second, third }.Distinct().Count());
        Assert.Equal(JsonValueKind.Null, (await webhook.ReadAsync())["secret"].ValueKind);
        (await Service.Backend.SendAsync(HttpMethod.Post, $"{TestWebhook.PathOf("nobodys")}/rotate", null)).ExpectError(404, "webhook.not_found");

        async Task<string> RotateAsync() => (await webhook.PostAsync("rotate")).Expect(HttpStatusCode.OK)["secret"].GetString()!;

        async Task ExpectSignedAsync(int count, string[] by, string[] notBy)
        {
            await conversation.SendAsync($"{count}");
            // What has been signed before the runner took note of the rotation is signed by the one before.
            var sent = (await webhook.Mailbox.UntilAsync(conversation.ChatId, count))[count - 1];
            Assert.Equal(2, sent.Signatures.Distinct().Count());
            Assert.All(by, secret => Assert.True(sent.IsSignedWith(secret)));
            Assert.All(notBy, secret => Assert.False(sent.IsSignedWith(secret)));
        }
    }

    [SkippableFact]
    public async Task Backlog_WhenTheWebhookIsOff_ThenCountsWhatItHears()
    {
        await using var webhook = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["active"] = false, ["types"] = OfMessages });
        var conversation = await Service.NewConversationAsync();
        for (var i = 2; i <= 3; i++)
            await conversation.SendAsync($"{i}");

        await Eventually.HoldsAsync(async () => (await webhook.ReadAsync())["backlog.events"].GetInt64() == 3);
        var pending = await webhook.DeliveriesAsync();
        Assert.Equal([3, 2, 1], pending.Select(delivery => delivery.Change()));
        Assert.All(pending, delivery => Assert.Equal(("pending", 0), (delivery.GetProperty("status").GetString(), delivery.GetProperty("attempts").GetInt32())));
        Assert.Equal(pending[^1].GetProperty("createdAt").GetString(), (await webhook.ReadAsync())["backlog.oldestAt"].GetString());
        Assert.Empty(webhook.Mailbox.All);

        await webhook.PutAsync("""{ "active": true }""");

        Assert.Equal([1, 2, 3], ChangesOf(await webhook.Mailbox.UntilAsync(conversation.ChatId, 3)));
        await Eventually.HoldsAsync(async () => (await webhook.ReadAsync())["backlog"].GetRawText() == """{"events":0,"oldestAt":null}""");
    }

    private static readonly string[] OfMessages = ["message.created"];

    private static IEnumerable<long?> ChangesOf(IEnumerable<ReceivedWebhook> received) => received.Select(one => one.Json.Change());
}
