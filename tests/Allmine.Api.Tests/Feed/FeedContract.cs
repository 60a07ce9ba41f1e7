using System.Globalization;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Chats;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Feed;

/// <summary>What backends read of all that happens, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class FeedContract(Service? service) : ChatContract(service)
{
    [SkippableFact]
    public async Task Message_WhenItLives_ThenEachStepIsToldOnceWithItsData()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        var (chat, sender, target) = (conversation.ChatId, conversation.Sender, conversation.Target);
        var id = (await conversation.SendAsync("hello"))["_id"].GetString()!;
        (await EditAsync(sender, id, """{ "content": "hello again" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(target, id, "❤")).Expect(HttpStatusCode.OK);
        (await ReactAsync(target, id, "❤", isSet: false)).Expect(HttpStatusCode.OK);
        (await PinAsync(sender, id)).Expect(HttpStatusCode.OK);

        var items = await Service.UntilFeedHasAsync(start, chat, 6);

        // Of the chat nothing else has happened, and nothing comes twice.
        var told = items.Where(item => item.ChatId() == chat).ToList();
        Assert.Equal(
            [("chat.created", null), ("message.created", 1), ("message.created", 2), ("message.updated", 3), ("message.reacted", 4), ("message.reacted", 5), ("message.updated", 6)],
            told.Select(item => (item.Type(), item.Change())));
        Assert.Equal(["position", "type", "chatId", "change", "data", "createdAt"], NamesOf(told[0]));
        Assert.Equal(items.Count, items.Select(item => item.Position()).Distinct().Count());
        Assert.Equal(("direct", chat), (told[0].Text("kind"), told[0].Text("_id")));
        ExpectNoReadersOwnOfChat(told[0]);
        Assert.Equal(("hello", id), (told[2].Text("content"), told[2].Text("_id")));
        Assert.Equal(("hello again", 2), (told[3].Text("content"), told[3].Data().GetProperty("version").GetInt32()));
        var by = $$"""{"chatId":"{{chat}}","messageId":"{{id}}","userId":"{{target.UserId}}","emoji":"❤",""";
        Assert.Equal($$"""{{by}}"added":true,"reactions":[{"emoji":"❤","count":1,"mine":false}],"change":4}""", told[4].Data().GetRawText());
        Assert.Equal($$"""{{by}}"added":false,"reactions":[],"change":5}""", told[5].Data().GetRawText());
        Assert.Equal(JsonValueKind.String, told[6].Data().GetProperty("pinnedAt").ValueKind);
    }

    [SkippableFact]
    public async Task Media_WhenTold_ThenTheirAddressIsWhole()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        var file = (await conversation.Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File("Merhaba"u8.ToArray(), "a.txt")))).Expect(HttpStatusCode.Created);
        var sent = (await conversation.Sender.SendAsync($$"""{ "type": "media", "chatId": "{{conversation.ChatId}}", "file": "{{file["_id"].GetString()}}" }""")).Expect(HttpStatusCode.Created);

        var told = (await Service.UntilFeedHasAsync(start, conversation.ChatId, 2)).Single(item => item.ChatId() == conversation.ChatId && item.Change() == 2);

        Assert.StartsWith(Service.Address.ToString(), sent["media"].GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(sent["media"].GetRawText(), told.Data().GetProperty("media").GetRawText());
    }

    [SkippableFact]
    public async Task Marker_WhenMoved_ThenIsToldAsNoChangeOfTheChat()
    {
        var conversation = await Service.NewConversationAsync();
        await conversation.SendAsync("second");
        var start = await Service.FeedEndAsync();
        var path = $"/api/v2/messages/chat/{conversation.ChatId}";

        (await conversation.Target.PostAsync($"{path}/delivered", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);
        (await conversation.Target.PostAsync($"{path}/read", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);

        var items = await Service.UntilFeedAsync(start, items => items.Any(item => item.Type() == "message.read" && item.ChatId() == conversation.ChatId));
        var data = $$"""{"chatId":"{{conversation.ChatId}}","userId":"{{conversation.Target.UserId}}","sequence":1}""";
        foreach (var type in new[] { "message.delivered", "message.read" })
        {
            var told = Assert.Single(items, item => item.Type() == type && item.ChatId() == conversation.ChatId);
            Assert.Equal((data, null), (told.Data().GetRawText(), told.Change()));
        }
    }

    [SkippableFact]
    public async Task Group_WhenAMemberIsAdded_ThenTheLineAndTheChatAreTold()
    {
        var start = await Service.FeedEndAsync();
        var (admin, _, _, chatId, _) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();

        (await AddAsync(admin, chatId, newcomer.UserId)).Expect(HttpStatusCode.Created);

        var told = (await Service.UntilFeedHasAsync(start, chatId, 3)).Where(item => item.ChatId() == chatId).ToList();
        Assert.Equal([("chat.created", null), ("message.created", 1), ("message.created", 2), ("chat.updated", 3)], told.Select(item => (item.Type(), item.Change())));
        Assert.Equal(("group", "Group"), (told[0].Text("kind"), told[0].Text("title")));
        ExpectNoReadersOwnOfChat(told[0]);
        Assert.Equal((newcomer.UserId, "system"), (told[2].Data().GetProperty("metadata").GetProperty("userId").GetString(), told[2].Text("type")));
        Assert.Equal((chatId, 3), (told[3].Text("_id"), told[3].Data().GetProperty("change").GetInt64()));
        ExpectNoReadersOwnOfChat(told[3]);
    }

    [SkippableFact]
    public async Task UserAndCreditsAndBlock_WhenTheyChange_ThenEachIsToldOnceWithItsData()
    {
        var start = await Service.FeedEndAsync();
        var (ada, bob) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        (await Service.Backend.PutAsync($"/api/v2/users/{ada.UserId}", """{ "username": "Ada" }""")).Expect(HttpStatusCode.OK);
        (await Service.GrantAsync(ada, 100)).Expect(HttpStatusCode.Created);
        var paid = (await ada.TransferAsync(bob, 30)).Expect(HttpStatusCode.Created);
        (await ada.PutAsync($"/api/v2/blocks/{bob.UserId}", "")).Expect(HttpStatusCode.NoContent);
        (await ada.SendAsync(HttpMethod.Delete, $"/api/v2/blocks/{bob.UserId}", null)).Expect(HttpStatusCode.NoContent);

        var items = await Service.UntilFeedAsync(start, items => DataOf(items, "block.changed", "userId", ada).Count() == 2);

        Assert.Equal("Ada", JsonDocument.Parse(DataOf(items, "user.updated", "_id", ada).Last()).RootElement.GetProperty("username").GetString());
        Assert.Equal([$$"""{"userId":"{{ada.UserId}}","amount":100,"balance":100}"""], DataOf(items, "credits.granted", "userId", ada));
        Assert.Equal([$$"""{"userId":"{{ada.UserId}}","balance":100}""", $$"""{"userId":"{{ada.UserId}}","balance":70}"""], DataOf(items, "credits.changed", "userId", ada));
        Assert.Equal([$$"""{"userId":"{{bob.UserId}}","balance":30}"""], DataOf(items, "credits.changed", "userId", bob));
        Assert.Equal([$$"""{"from":"{{ada.UserId}}","to":"{{bob.UserId}}","amount":30,"messageId":"{{paid["_id"].GetString()}}"}"""], DataOf(items, "credits.transferred", "from", ada));
        Assert.Equal(
            [
                $$"""{"userId":"{{ada.UserId}}","blockedId":"{{bob.UserId}}","blocked":true}""",
                $$"""{"userId":"{{ada.UserId}}","blockedId":"{{bob.UserId}}","blocked":false}""",
            ],
            DataOf(items, "block.changed", "userId", ada));
        var transfer = Assert.Single(items, item => item.Type() == "credits.transferred" && item.Text("from") == ada.UserId);
        Assert.Equal((paid["chatId"].GetString(), null), (transfer.ChatId(), transfer.Change()));
        Assert.All(items.Where(item => item.Type() is "user.updated" or "credits.granted" or "credits.changed" or "block.changed"), item => Assert.Equal((null, null), (item.ChatId(), item.Change())));
    }

    [SkippableFact]
    public async Task Message_WhenDeleted_ThenIsATombstoneAtOnceInAllThatWasToldOfIt()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync("secret words"))["_id"].GetString()!;
        (await EditAsync(conversation.Sender, id, """{ "content": "secret words, edited" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);
        var before = await Service.UntilFeedHasAsync(start, conversation.ChatId, 4);
        Assert.Contains(before, item => item.GetRawText().Contains("secret words", StringComparison.Ordinal));

        (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);

        // The first reading after the answer, and again when the deletion itself is recorded.
        ExpectErased(await Service.FeedAfterAsync(start));
        var after = await Service.UntilFeedHasAsync(start, conversation.ChatId, 5);
        ExpectErased(after);
        var deleted = Assert.Single(after, item => item.ChatId() == conversation.ChatId && item.Change() == 5);
        Assert.Equal(("message.deleted", id), (deleted.Type(), deleted.Text("_id")));
        ExpectTombstone(deleted);

        void ExpectErased(List<JsonElement> now)
        {
            var told = now.Take(before.Count).ToList();
            Assert.Equal(before.Select(Unchanging), told.Select(Unchanging));
            Assert.DoesNotContain(now, item => item.GetRawText().Contains("secret", StringComparison.Ordinal));
            foreach (var change in new[] { 2, 3 })
                ExpectTombstone(told.Single(item => item.ChatId() == conversation.ChatId && item.Change() == change));
            var reacted = told.Single(item => item.ChatId() == conversation.ChatId && item.Change() == 4);
            Assert.Equal(
                $$"""{"chatId":"{{conversation.ChatId}}","messageId":"{{id}}","userId":"{{conversation.Target.UserId}}","emoji":null,"added":true,"reactions":[],"change":4}""",
                reacted.Data().GetRawText());
        }
    }

    [SkippableFact]
    public async Task AtomicBatch_WhenSomebodyReadsMeanwhile_ThenIsNeverSeenInPart()
    {
        var conversation = await Service.NewConversationAsync();
        var start = await Service.FeedEndAsync();
        var items = string.Join(", ", Enumerable.Range(0, 60).Select(index => conversation.TextBody(index.ToString(CultureInfo.InvariantCulture))));
        var counts = new List<int>();

        var sent = conversation.Sender.PostAsync("/api/v2/messages/batch", $$"""{ "atomic": true, "items": [{{items}}] }""", CreditCalls.Key(Tokens.NewId()));
        while (counts.LastOrDefault() < 60)
        {
            var page = (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={start}&limit=100")).Expect(HttpStatusCode.OK);
            counts.Add(page["items"].EnumerateArray().Count(item => item.ChatId() == conversation.ChatId && item.Type() == "message.created" && item.Change() > 1));
        }

        (await sent).Expect(HttpStatusCode.Created);
        Assert.Empty(counts.Except([0, 60]));
    }

    [SkippableFact]
    public async Task Limit_WhenOfAnySize_ThenThePagesFollowEachOtherWithoutAHole()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        for (var i = 0; i < 3; i++)
            await conversation.SendAsync($"{i}");
        var all = (await Service.UntilFeedHasAsync(start, conversation.ChatId, 4)).ConvertAll(item => item.GetRawText());

        var (read, after, more) = (new List<string>(), start, true);
        while (more)
        {
            var page = (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={after}&limit=1")).Expect(HttpStatusCode.OK);
            var item = Assert.Single(page["items"].EnumerateArray());
            read.Add(item.GetRawText());
            after = page["position"].GetString()!;
            Assert.Equal(item.Position(), after);
            more = page["hasMore"].GetBoolean();
        }

        Assert.Equal(all, read);
        Assert.Equal(all, (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={start}&limit=100"))["items"].EnumerateArray().Select(item => item.GetRawText()));
        foreach (var limit in new[] { "0", "101" })
            (await Service.Backend.GetAsync($"{FeedCalls.Path}?limit={limit}")).ExpectError(400, "validation.limit.range");
    }

    [SkippableFact]
    public async Task Types_WhenNamed_ThenOnlyTheseComeAndThePositionMovesAllTheSame()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        var all = await Service.UntilFeedHasAsync(start, conversation.ChatId, 1);

        var none = (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={start}&types=block.changed")).Expect(HttpStatusCode.OK);
        Assert.Equal((0, false, false), (none["items"].GetArrayLength(), none["hasMore"].GetBoolean(), none["reset"].GetBoolean()));
        Assert.Equal(all[^1].Position(), none["position"].GetString());
        Assert.Equal(all.Where(item => item.Type() is "chat.created" or "message.created").Select(item => item.GetRawText()), (await Service.FeedAfterAsync(start, "message.created,chat.created")).Select(item => item.GetRawText()));
        // Nothing at all has come since: the position stays.
        Assert.Equal(none["position"].GetString(), (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={none["position"].GetString()}"))["position"].GetString());
    }

    [SkippableTheory]
    [InlineData("message.created,nothing", "validation.types.allowed_values")]
    [InlineData("message.created,message.created", "validation.types.duplicate")]
    [InlineData("", "validation.types.allowed_values")]
    [InlineData("webhook.gap", "validation.types.allowed_values")]
    public async Task Types_WhenTheyBreakARule_ThenAreRefused(string types, string code)
    {
        (await Service.Backend.GetAsync($"{FeedCalls.Path}?types={types}")).ExpectError(400, code);
        (await Service.Backend.GetAsync($"{FeedCalls.Path}/stream?types={types}")).ExpectError(400, code);
    }

    [SkippableFact]
    public async Task Position_WhenItCanNotBeGoneOnFrom_ThenItBeginsWithTheOldestAndSaysSo()
    {
        await Service.NewConversationAsync();
        Assert.NotEmpty(await Service.UntilFeedAsync(await OldestAsync(), items => items.Count > 1));
        var oldest = (await Service.Backend.GetAsync($"{FeedCalls.Path}?limit=2")).Expect(HttpStatusCode.OK);
        var good = oldest["position"].GetString()!;
        using var folder = new TemporaryFolder();
        await using var other = new Service(new ServiceOptions(folder.Path));
        await other.NewConversationAsync();
        var ofOther = await other.FeedEndAsync();

        foreach (var bad in new[] { "madeup", "f", ofOther, good[..^1], $"{good}A", Damaged(good, 1), Damaged(good, 12), Damaged(good, good.Length - 2), good.ToUpperInvariant(), new string('f', 65) })
        {
            var page = (await Service.Backend.GetAsync($"{FeedCalls.Path}?after={bad}&limit=2")).Expect(HttpStatusCode.OK);
            Assert.True(page["reset"].GetBoolean(), bad);
            Assert.Equal((oldest["items"].GetRawText(), good), (page["items"].GetRawText(), page["position"].GetString()));
        }

        Assert.False((await Service.Backend.GetAsync($"{FeedCalls.Path}?after={good}"))["reset"].GetBoolean());
    }

    [SkippableTheory]
    [InlineData("GET", "feed")]
    [InlineData("GET", "feed/stream")]
    [InlineData("GET", "webhooks")]
    [InlineData("GET", "webhooks/push")]
    [InlineData("PUT", "webhooks/push")]
    [InlineData("DELETE", "webhooks/push")]
    [InlineData("POST", "webhooks/push/rotate")]
    [InlineData("POST", "webhooks/push/test")]
    [InlineData("POST", "webhooks/push/replay")]
    [InlineData("GET", "webhooks/push/deliveries")]
    [InlineData("POST", "webhooks/push/deliveries/1/retry")]
    public async Task Call_WhenByAPersonOrNobody_ThenIsRefused(string method, string path)
    {
        var person = await Service.NewUserAsync();

        (await person.SendAsync(new HttpMethod(method), $"/api/v2/{path}", method == "PUT" ? Caller.JsonBody("""{ "url": "https://hooks.example.com/" }""") : null)).ExpectError(403, "auth.forbidden");
        (await Service.Anonymous.SendAsync(new HttpMethod(method), $"/api/v2/{path}", null)).ExpectError(401, "auth.required");
    }

    /// <summary>The position before all that is kept.</summary>
    private async Task<string> OldestAsync() =>
        (await Service.Backend.GetAsync($"{FeedCalls.Path}?limit=1")).Expect(HttpStatusCode.OK)["position"].GetString()!;

    /// <summary>What of an item stays when its message is deleted.</summary>
    private static (string, string, string?, long?, string?) Unchanging(JsonElement item) =>
        (item.Position(), item.Type(), item.ChatId(), item.Change(), item.GetProperty("createdAt").GetString());

    private static void ExpectTombstone(JsonElement item)
    {
        Assert.Equal((JsonValueKind.Null, JsonValueKind.String), (item.Data().GetProperty("content").ValueKind, item.Data().GetProperty("deletedAt").ValueKind));
        Assert.Equal(item.Change(), item.Data().GetProperty("change").GetInt64());
    }

    private static void ExpectNoReadersOwnOfChat(JsonElement item)
    {
        foreach (var name in new[] { "unreadCount", "unreadMentions", "settings" })
            Assert.Equal(JsonValueKind.Null, item.Data().GetProperty(name).ValueKind);
    }

    private static IEnumerable<string> DataOf(List<JsonElement> items, string type, string name, Caller user) =>
        items.Where(item => item.Type() == type && item.Text(name) == user.UserId).Select(item => item.Data().GetRawText());

    private static string Damaged(string position, int place) => string.Concat(position.AsSpan(0, place), position[place] == 'A' ? "B" : "A", position.AsSpan(place + 1));
}
