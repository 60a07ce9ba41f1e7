using System.Globalization;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Feed;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>What receivers get, in which order, and what becomes of what they do not take, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
/// <param name="receiver">Who is sent to.</param>
public abstract class DeliveryContract(Service? service, WebhookReceiver receiver)
{
    private static readonly string[] OfMessages = ["message.created", "message.deleted"];

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Events_WhenTheyHappen_ThenComeInOrderSignedWithWhatCameBefore()
    {
        await using var webhook = await NewAsync();
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        var second = (await conversation.SendAsync("second"))["_id"].GetString()!;
        (await conversation.Sender.SendAsync(HttpMethod.Patch, $"/api/v2/messages/{second}", Caller.JsonBody("""{ "content": "edited" }"""))).Expect(HttpStatusCode.OK);
        await conversation.SendAsync("fourth");

        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 3);

        // The edit is not asked for: it leaves no hole.
        Assert.Equal([(1, null), (2, 1), (4, 2)], received.Select(one => (one.Json.Change(), one.PreviousChange)));
        var items = (await Service.UntilFeedHasAsync(start, conversation.ChatId, 4)).Where(item => item.Type() == "message.created" && item.ChatId() == conversation.ChatId).ToList();
        foreach (var (one, item) in received.Zip(items))
        {
            Assert.True(one.IsSignedWith(webhook.Secret));
            Assert.Equal(["position", "type", "chatId", "change", "data", "timestamp", "truncated", "previousChange"], one.Json.EnumerateObject().Select(property => property.Name));
            Assert.Equal((item.Position(), item.Type(), item.Data().GetRawText()), (one.Json.Position(), one.Json.Type(), one.Json.Data().GetRawText()));
            Assert.Equal((item.GetProperty("createdAt").GetString(), false), (one.Json.GetProperty("timestamp").GetString(), one.Json.GetProperty("truncated").GetBoolean()));
            Assert.InRange(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(one.Timestamp, CultureInfo.InvariantCulture), -1, 300);
        }

        Assert.Equal(3, received.Select(one => one.Id).Distinct().Count());
    }

    [SkippableFact]
    public async Task Body_WhenItIsLong_ThenAboveTwentyThousandBytesOnlyTheIdentifierComes()
    {
        await using var webhook = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        // As many bytes in JSON as a text can be made to have, with some room for what follows.
        var start = string.Concat(Enumerable.Repeat("😀", 1_500));
        await conversation.SendAsync(start);
        var room = 20_000 - (await webhook.Mailbox.UntilAsync(conversation.ChatId, 2))[1].Body.Length;

        await conversation.SendAsync(start + new string('a', room));
        var above = await conversation.SendAsync(start + new string('a', room + 1));

        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 4);
        Assert.Equal((20_000, false), (received[2].Body.Length, received[2].Json.GetProperty("truncated").GetBoolean()));
        Assert.Equal(start + new string('a', room), received[2].Json.Text("content"));
        Assert.Equal($$"""{"_id":"{{above["_id"].GetString()}}"}""", received[3].Json.Data().GetRawText());
        Assert.Equal((true, 4, 3), (received[3].Json.GetProperty("truncated").GetBoolean(), received[3].Json.Change(), received[3].PreviousChange));
    }

    [SkippableFact]
    public async Task Event_WhenTakenAtTheSecondAttempt_ThenIsListedAsDelivered()
    {
        await using var webhook = await NewAsync();
        webhook.Mailbox.Answer = (_, before) => before == 0 ? 500 : 200;

        var conversation = await Service.NewConversationAsync();
        await conversation.SendAsync("second");

        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 4);
        Assert.Equal([1, 1, 2, 2], received.Select(one => one.Json.Change()));
        Assert.Equal((received[0].Id, received[0].Text), (received[1].Id, received[1].Text));
        var delivered = await webhook.UntilAsync("delivered", delivery => delivery.GetProperty("webhookId").GetString() == received[0].Id);
        Assert.Equal(
            ["id", "webhookId", "status", "attempts", "position", "type", "chatId", "change", "statusCode", "error", "createdAt", "nextAttemptAt", "endedAt"],
            delivered.EnumerateObject().Select(property => property.Name));
        Assert.Equal((2, 200, JsonValueKind.String), (delivered.GetProperty("attempts").GetInt32(), delivered.GetProperty("statusCode").GetInt32(), delivered.GetProperty("endedAt").ValueKind));
        Assert.Equal((received[0].Json.Position(), "message.created", conversation.ChatId, 1), (delivered.Position(), delivered.Type(), delivered.ChatId(), delivered.Change()));
    }

    [SkippableFact]
    public async Task Event_WhenItFails_ThenOnlyItsChatWaitsAndARetryIsMadeAtOnce()
    {
        await using var webhook = await NewAsync();
        var (failing, other) = (await Service.NewConversationAsync(), await Service.NewConversationAsync());
        await webhook.Mailbox.UntilAsync(failing.ChatId, 1);
        webhook.Mailbox.Answer = (one, before) => one.Json.ChatId() == failing.ChatId && before < 2 ? 503 : 204;

        await failing.SendAsync("fails");
        await failing.SendAsync("waits");
        await other.SendAsync("does not wait");

        var failed = await webhook.UntilAsync("failed", delivery => delivery.ChatId() == failing.ChatId && delivery.Change() == 2 && delivery.GetProperty("attempts").GetInt32() == 2);
        Assert.Equal((503, JsonValueKind.Null, JsonValueKind.String), (failed.GetProperty("statusCode").GetInt32(), failed.GetProperty("error").ValueKind, failed.GetProperty("nextAttemptAt").ValueKind));
        await webhook.UntilAsync("pending", delivery => delivery.ChatId() == failing.ChatId && delivery.Change() == 3);
        await webhook.UntilAsync("delivered", delivery => delivery.ChatId() == other.ChatId && delivery.Change() == 2);
        Assert.Equal([1, 2, 2], webhook.Mailbox.OfChat(failing.ChatId).Select(one => one.Json.Change()));

        await webhook.RetryAsync(failed);

        Assert.Equal([1, 2, 2, 2, 3], (await webhook.Mailbox.UntilAsync(failing.ChatId, 5)).Select(one => one.Json.Change()));
        Assert.Equal(3, (await webhook.UntilAsync("delivered", IsOf(failed))).GetProperty("attempts").GetInt32());
    }

    [SkippableFact]
    public async Task Event_WhenSetAside_ThenTheGapIsToldBeforeTheNextAndARetryBringsItAllTheSame()
    {
        await using var webhook = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 1);
        webhook.Mailbox.Answer = (one, _) => one.Json.Change() == 2 ? 500 : 204;
        await conversation.SendAsync("not taken");
        var failed = await webhook.UntilAsync("failed", delivery => delivery.Change() == 2 && delivery.GetProperty("attempts").GetInt32() == 2);

        await webhook.RetryAsync(failed);
        var aside = await webhook.UntilAsync("set_aside", IsOf(failed));
        Assert.Equal((3, 500, JsonValueKind.String), (aside.GetProperty("attempts").GetInt32(), aside.GetProperty("statusCode").GetInt32(), aside.GetProperty("endedAt").ValueKind));
        Assert.DoesNotContain(webhook.Mailbox.All, one => one.Json.Type() == "webhook.gap");
        await conversation.SendAsync("taken");

        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 6);
        Assert.Equal([1, 2, 2, 2, null, 3], received.Select(one => one.Json.Change()));
        Assert.Equal(("webhook.gap", $$"""{"chatId":"{{conversation.ChatId}}","change":2}"""), (received[4].Json.Type(), received[4].Json.Data().GetRawText()));
        Assert.Equal((null, 2), (received[4].PreviousChange, received[5].PreviousChange));
        Assert.True(received[4].IsSignedWith(webhook.Secret));

        webhook.Mailbox.Answer = (_, _) => 204;
        await webhook.RetryAsync(aside);

        received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 7);
        Assert.Equal((received[1].Id, received[1].Text), (received[6].Id, received[6].Text));
        await webhook.UntilAsync("delivered", IsOf(failed));
    }

    [SkippableFact]
    public async Task Types_WhenChanged_ThenItGoesOnFromTheLastThatWasGiven()
    {
        await using var webhook = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        var first = (await webhook.Mailbox.UntilAsync(conversation.ChatId, 1))[0].Json.Text("_id")!;

        // An edit is not heard, then it is, and then nothing else is.
        await EditAsync("a");
        await conversation.SendAsync("third");
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 2);
        await webhook.PutAsync("""{ "types": ["message.created", "message.updated"] }""");
        await EditAsync("b");
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 3);
        await webhook.PutAsync("""{ "types": ["message.updated"] }""");
        await conversation.SendAsync("fifth");
        await EditAsync("c");

        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 4);
        Assert.Equal([(1, null), (3, 1), (4, 3), (6, 4)], received.Select(one => (one.Json.Change(), one.PreviousChange)));

        async Task EditAsync(string content) =>
            (await conversation.Sender.SendAsync(HttpMethod.Patch, $"/api/v2/messages/{first}", Caller.JsonBody($$"""{ "content": "{{content}}" }"""))).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Url_WhenChanged_ThenWhatHasFailedIsSentToTheNewOne()
    {
        await using var webhook = await NewAsync();
        var (conversation, elsewhere) = (await Service.NewConversationAsync(), receiver.NewMailbox());
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 1);
        webhook.Mailbox.Answer = (_, _) => 302;
        await conversation.SendAsync("second");
        var failed = await webhook.UntilAsync("failed", delivery => delivery.Change() == 2 && delivery.GetProperty("attempts").GetInt32() == 2);
        Assert.Equal(302, failed.GetProperty("statusCode").GetInt32());

        await webhook.PutAsync($$"""{ "url": "{{elsewhere.Url}}" }""");
        await webhook.RetryAsync(failed);

        var sent = (await elsewhere.UntilAsync(conversation.ChatId, 1))[0];
        Assert.Equal((failed.GetProperty("webhookId").GetString(), webhook.Mailbox.OfChat(conversation.ChatId)[1].Text), (sent.Id, sent.Text));
        Assert.Equal(3, webhook.Mailbox.OfChat(conversation.ChatId).Count);
    }

    [SkippableFact]
    public async Task Webhook_WhenMadeAnew_ThenGetsNothingOfWhatTheOneBeforeHadLeft()
    {
        await using var before = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        await before.Mailbox.UntilAsync(conversation.ChatId, 1);
        before.Mailbox.Answer = (_, _) => 500;
        await conversation.SendAsync("left");
        await before.UntilAsync("failed", delivery => delivery.Change() == 2 && delivery.GetProperty("attempts").GetInt32() == 2);

        (await Service.Backend.SendAsync(HttpMethod.Delete, before.Path, null)).Expect(HttpStatusCode.NoContent);
        var mailbox = receiver.NewMailbox();
        (await Service.Backend.PutAsync(before.Path, $$"""{ "url": "{{mailbox.Url}}", "types": ["message.created"] }""")).Expect(HttpStatusCode.Created);
        Assert.Empty(await before.DeliveriesAsync());
        await conversation.SendAsync("new");

        var first = (await mailbox.UntilAsync(conversation.ChatId, 1))[0];
        Assert.Equal((3, null, false), (first.Json.Change(), first.PreviousChange, first.IsSignedWith(before.Secret)));
        Assert.Equal(3, before.Mailbox.OfChat(conversation.ChatId).Count);
    }

    [SkippableFact]
    public async Task Retry_WhenThereIsNoSuchDelivery_ThenIsRefused()
    {
        await using var webhook = await NewAsync();
        await using var deaf = await TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["types"] = new[] { "block.changed" } });
        var conversation = await Service.NewConversationAsync();
        var delivered = await webhook.UntilAsync("delivered", delivery => delivery.ChatId() == conversation.ChatId);

        foreach (var id in new[] { "0", "-1", "x", "+1", "%20", "999999999", "9223372036854775807", "9223372036854775808", $"0{delivered.GetProperty("id").GetString()}" })
            (await webhook.PostAsync($"deliveries/{id}/retry")).ExpectError(404, "delivery.not_found");
        (await deaf.PostAsync($"deliveries/{delivered.GetProperty("id").GetString()}/retry")).ExpectError(404, "delivery.not_found");

        Assert.Single(webhook.Mailbox.OfChat(conversation.ChatId));
        await webhook.RetryAsync(delivered);
        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 2);
        Assert.Equal((received[0].Id, received[0].Text), (received[1].Id, received[1].Text));
    }

    [SkippableFact]
    public async Task Replay_WhenAsked_ThenTheSameIdsAndBytesComeButForWhatIsDeleted()
    {
        var start = await Service.FeedEndAsync();
        await using var webhook = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        var second = (await conversation.SendAsync("secret"))["_id"].GetString();
        await conversation.SendAsync("third");
        var first = await webhook.Mailbox.UntilAsync(conversation.ChatId, 3);

        await ReplayAsync($$"""{ "from": "{{start}}" }""");
        var received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 6);
        Assert.Equal(first.Select(one => (one.Id, one.Text)), received.Skip(3).Select(one => (one.Id, one.Text)));
        // After a position, up to and with another.
        await ReplayAsync($$"""{ "from": "{{first[0].Json.Position()}}", "to": "{{first[1].Json.Position()}}" }""");
        received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 7);
        Assert.Equal((first[1].Id, first[1].Text), (received[6].Id, received[6].Text));

        (await conversation.Sender.SendAsync(HttpMethod.Delete, $"/api/v2/messages/{second}", null)).Expect(HttpStatusCode.OK);
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 8);
        await ReplayAsync($$"""{ "from": "{{start}}", "to": "{{first[2].Json.Position()}}" }""");
        received = await webhook.Mailbox.UntilAsync(conversation.ChatId, 11);
        Assert.Equal(first.Select(one => (one.Id, one.Json.Position(), one.Json.Change(), one.PreviousChange)), received.Skip(8).Select(one => (one.Id, one.Json.Position(), one.Json.Change(), one.PreviousChange)));
        Assert.Equal([first[0].Text, first[2].Text], [received[8].Text, received[10].Text]);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.String), (received[9].Json.Data().GetProperty("content").ValueKind, received[9].Json.Data().GetProperty("deletedAt").ValueKind));

        async Task ReplayAsync(string body) => (await webhook.PostAsync("replay", body)).Expect(HttpStatusCode.Accepted);
    }

    [SkippableFact]
    public async Task Replay_WhenThePositionIsNone_ThenIsRefused()
    {
        await using var webhook = await NewAsync();
        var position = await Service.FeedEndAsync();

        (await webhook.PostAsync("replay", "{}")).ExpectError(400, "validation.from.required");
        (await webhook.PostAsync("replay", """{ "from": "madeup" }""")).ExpectError(409, "feed.position_gone");
        (await webhook.PostAsync("replay", $$"""{ "from": "{{position}}", "to": "madeup" }""")).ExpectError(409, "feed.position_gone");
        (await Service.Backend.PostAsync($"{TestWebhook.PathOf("nobodys")}/replay", $$"""{ "from": "{{position}}" }""")).ExpectError(404, "webhook.not_found");

        (await webhook.PostAsync("replay", $$"""{ "from": "{{position}}", "to": "{{position}}" }""")).Expect(HttpStatusCode.Accepted);
    }

    [SkippableFact]
    public async Task Receiver_WhenItAnswersGone_ThenTheWebhookIsOffAndGoesOnWhenItIsOnAgain()
    {
        await using var webhook = await NewAsync();
        var conversation = await Service.NewConversationAsync();
        await webhook.Mailbox.UntilAsync(conversation.ChatId, 1);
        webhook.Mailbox.Answer = (_, _) => 410;

        await conversation.SendAsync("second");
        await Eventually.HoldsAsync(async () => !(await webhook.ReadAsync())["active"].GetBoolean());
        Assert.Equal(JsonValueKind.String, (await webhook.ReadAsync())["inactiveSince"].ValueKind);
        await conversation.SendAsync("third");
        await webhook.UntilAsync("pending", delivery => delivery.ChatId() == conversation.ChatId && delivery.Change() == 3);
        Assert.Equal([1, 2], webhook.Mailbox.OfChat(conversation.ChatId).Select(one => one.Json.Change()));
        await Eventually.HoldsAsync(async () => (await webhook.ReadAsync())["backlog.events"].GetInt64() == 2);

        webhook.Mailbox.Answer = (_, _) => 204;
        Assert.Equal(JsonValueKind.Null, (await webhook.PutAsync("""{ "active": true }"""))["inactiveSince"].ValueKind);

        Assert.Equal([(1, null), (2, 1), (2, 1), (3, 2)], (await webhook.Mailbox.UntilAsync(conversation.ChatId, 4)).Select(one => (one.Json.Change(), one.PreviousChange)));
    }

    [SkippableFact]
    public async Task Deliveries_WhenListed_ThenByStatusAndPageByPage()
    {
        await using var webhook = await NewAsync();
        var (good, bad) = (await Service.NewConversationAsync(), await Service.NewConversationAsync());
        await webhook.Mailbox.UntilAsync(bad.ChatId, 1);
        webhook.Mailbox.Answer = (one, _) => one.Json.ChatId() == bad.ChatId ? 500 : 204;
        await bad.SendAsync("fails");
        await bad.SendAsync("waits");
        await good.SendAsync("comes");
        await webhook.UntilAsync("failed", delivery => delivery.ChatId() == bad.ChatId && delivery.GetProperty("attempts").GetInt32() == 2);
        await webhook.UntilAsync("delivered", delivery => delivery.ChatId() == good.ChatId && delivery.Change() == 2);

        var all = await webhook.DeliveriesAsync();
        Assert.Equal([(good.ChatId, 2, "delivered"), (bad.ChatId, 3, "pending"), (bad.ChatId, 2, "failed"), (bad.ChatId, 1, "delivered"), (good.ChatId, 1, "delivered")], all.Select(Standing));
        foreach (var status in new[] { "delivered", "pending", "failed", "set_aside" })
            Assert.Equal(all.Select(Standing).Where(standing => standing.Item3 == status), (await webhook.DeliveriesAsync($"&status={status}")).Select(Standing));
        Assert.Equal(2, (await webhook.ReadAsync())["backlog.events"].GetInt64());

        var (pages, cursor) = (new List<(string?, long?, string?)>(), (string?)"");
        while (cursor is not null)
        {
            var page = (await Service.Backend.GetAsync($"{webhook.Path}/deliveries?limit=2{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Expect(HttpStatusCode.OK);
            Assert.InRange(page["items"].GetArrayLength(), 0, 2);
            pages.AddRange(page["items"].EnumerateArray().Select(Standing));
            cursor = page["nextCursor"].GetString();
        }

        Assert.Equal(all.Select(Standing), pages);
        foreach (var (query, code) in new[] { ("limit=0", "limit.range"), ("limit=101", "limit.range"), ("cursor=madeup", "cursor.format"), ("status=lost", "status.allowed_values"), ("status=", "status.allowed_values") })
            (await Service.Backend.GetAsync($"{webhook.Path}/deliveries?{query}")).ExpectError(400, $"validation.{code}");
        (await Service.Backend.GetAsync($"{TestWebhook.PathOf("nobodys")}/deliveries")).ExpectError(404, "webhook.not_found");
    }

    private Task<TestWebhook> NewAsync() => TestWebhook.NewAsync(Service, receiver.NewMailbox(), new() { ["types"] = OfMessages });

    private static Func<JsonElement, bool> IsOf(JsonElement delivery) => other => other.GetProperty("id").GetString() == delivery.GetProperty("id").GetString();

    private static (string?, long?, string?) Standing(JsonElement delivery) => (delivery.ChatId(), delivery.Change(), delivery.GetProperty("status").GetString());
}
