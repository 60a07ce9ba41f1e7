using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Life;

/// <summary>Keeping up with a chat: changes, sync, events, markers and the ways of reading, on either store.</summary>
/// <inheritdoc cref="LifeContract" path="/param"/>
public abstract class ChangesContract(Service? service) : LifeContract(service)
{
    [SkippableFact]
    public async Task Changes_WhenAsked_ThenEachThingComesOnceByItsLatestChange()
    {
        var conversation = await Service.NewConversationAsync();
        var (one, two) = ((await conversation.SendAsync("one"))["_id"].GetString()!, (await conversation.SendAsync("two"))["_id"].GetString()!);
        (await EditAsync(conversation.Sender, one, """{ "content": "ONE" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(conversation.Target, one, "👍")).Expect(HttpStatusCode.OK);
        var three = (await conversation.SendAsync("three"))["_id"].GetString()!;
        (await DeleteAsync(conversation.Sender, two)).Expect(HttpStatusCode.OK);

        var all = await ChangesAsync(conversation.Target, conversation.ChatId);

        Assert.Equal([1L, 5, 6, 7], NumbersOf(all));
        Assert.Equal((7L, false, false), (all["lastChange"].GetInt64(), all["hasMore"].GetBoolean(), all["reset"].GetBoolean()));
        Assert.Equal([one, three, two], ItemsOf(all).Skip(1).Select(item => item.GetProperty("message").GetProperty("_id").GetString()!));
        Assert.All(ItemsOf(all), item => Assert.Equal(item.GetProperty("change").GetInt64(), item.GetProperty("message").GetProperty("change").GetInt64()));
        Assert.All(ItemsOf(all), item => Assert.Equal(JsonValueKind.Null, item.GetProperty("chat").ValueKind));
        Assert.Equal("ONE", all["items"][1].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(6, all["items"][2].GetProperty("message").GetProperty("change").GetInt64());
        Assert.Equal([6L, 7], NumbersOf(await ChangesAsync(conversation.Target, conversation.ChatId, after: 5)));
        Assert.Equal([6L], NumbersOf(await ChangesAsync(conversation.Target, conversation.ChatId, after: 5, limit: 1)));
        Assert.True((await ChangesAsync(conversation.Target, conversation.ChatId, after: 5, limit: 1))["hasMore"].GetBoolean());
        Assert.Empty(NumbersOf(await ChangesAsync(conversation.Target, conversation.ChatId, after: 7)));
    }

    [SkippableFact]
    public async Task Changes_WhenTheNumberIsBeyondTheLast_ThenTheItemsBeginAnew()
    {
        var conversation = await Service.NewConversationAsync();

        var reset = await ChangesAsync(conversation.Target, conversation.ChatId, after: 2);

        Assert.Equal((true, 1L), (reset["reset"].GetBoolean(), reset["lastChange"].GetInt64()));
        Assert.Equal([1L], NumbersOf(reset));
        (await conversation.Target.GetAsync($"/api/v2/chats/{conversation.ChatId}/changes?after=-1")).ExpectError(400, "validation.after.range");
        (await conversation.Target.GetAsync($"/api/v2/chats/{conversation.ChatId}/changes?limit=0")).ExpectError(400, "validation.limit.range");
        (await conversation.Target.GetAsync($"/api/v2/chats/{Tokens.NewId()}/changes")).ExpectError(404, "chat.not_found");
        (await (await Service.NewUserAsync()).GetAsync($"/api/v2/chats/{conversation.ChatId}/changes")).ExpectError(403, "chat.not_a_member");
    }

    [SkippableFact]
    public async Task Sync_WhenSeveralChatsAreNamed_ThenEachTellsWhatHasChanged()
    {
        var conversation = await Service.NewConversationAsync();
        var foreign = await Service.NewConversationAsync();
        var (_, member, _, group, id) = await NewGroupAsync();
        var other = await member.SendAsync($$"""{ "type": "text", "targetUserId": "{{conversation.Sender.UserId}}", "content": "x" }""");
        var mine = other.Expect(HttpStatusCode.Created)["chatId"].GetString()!;
        (await ReactAsync(member, id, "👍")).Expect(HttpStatusCode.OK);

        var reply = (await member.PostAsync("/api/v2/sync", $$"""{ "chats": { "{{group}}": 1, "{{foreign.ChatId}}": 0, "{{mine}}": 1, "{{Tokens.NewId()}}": 3 } }""")).Expect(HttpStatusCode.OK);

        Assert.Equal([group, mine], reply["chats"].EnumerateArray().Select(chat => chat.GetProperty("chatId").GetString()!));
        Assert.Equal(2, reply["gone"].GetArrayLength());
        var first = reply["chats"][0];
        Assert.Equal(
            """["chatId","lastChange","items","hasMore","reset","unreadCount","unreadMentions"]""", JsonSerializer.Serialize(first.EnumerateObject().Select(property => property.Name)));
        Assert.Equal((2L, 1), (first.GetProperty("lastChange").GetInt64(), first.GetProperty("items").GetArrayLength()));
        Assert.Equal((1L, 0), (reply["chats"][1].GetProperty("lastChange").GetInt64(), reply["chats"][1].GetProperty("items").GetArrayLength()));
    }

    [SkippableFact]
    public async Task Sync_WhenTheBodyBreaksARule_ThenIsRefused()
    {
        var user = await Service.NewUserAsync();
        string Chats(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"\"{i:x24}\": 0"));

        Assert.Equal(200, (await user.PostAsync("/api/v2/sync", $$"""{ "chats": { {{Chats(200)}} } }""")).Expect(HttpStatusCode.OK)["gone"].GetArrayLength());
        (await user.PostAsync("/api/v2/sync", $$"""{ "chats": { {{Chats(201)}} } }""")).ExpectError(400, "validation.chats.too_many");
        (await user.PostAsync("/api/v2/sync", """{ "chats": { } }""")).ExpectError(400, "validation.chats.required");
        (await user.PostAsync("/api/v2/sync", "{ }")).ExpectError(400, "validation.chats.required");
        (await user.PostAsync("/api/v2/sync", """{ "chats": { "x": 0 } }""")).ExpectError(400, "validation.chats.format");
        (await user.PostAsync("/api/v2/sync", $$"""{ "chats": { "{{Tokens.NewId()}}": -1 } }""")).ExpectError(400, "validation.chats.range");
        (await user.PostAsync("/api/v2/sync", $$"""{ "chats": { "{{Tokens.NewId()}}": "1" } }""")).ExpectError(400, "validation.chats.wrong_type");
        (await user.PostAsync("/api/v2/sync", """{ "chats": [] }""")).ExpectError(400, "validation.chats.wrong_type");
    }

    [SkippableFact]
    public async Task Events_WhenMessagesAreAltered_ThenTellEachChangeInOrder()
    {
        var conversation = await Service.NewToldConversationAsync();
        await using var listening = await EventListening.OpenAsync(Service, conversation.Target.UserId);
        await listening.NextAsync();
        var told = new List<EventBlock>();
        var id = (await HearAsync(conversation.SendAsync("one")))["_id"].GetString()!;
        (await HearAsync(EditAsync(conversation.Sender, id, """{ "content": "two" }"""))).Expect(HttpStatusCode.OK);
        (await HearAsync(ReactAsync(conversation.Target, id, "👍"))).Expect(HttpStatusCode.OK);
        (await HearAsync(ReactAsync(conversation.Target, id, "👍", isSet: false))).Expect(HttpStatusCode.OK);
        (await HearAsync(PinAsync(conversation.Target, id))).Expect(HttpStatusCode.OK);
        (await HearAsync(DeleteAsync(conversation.Sender, id))).Expect(HttpStatusCode.OK);
        var delivered = conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/delivered", """{ "sequence": 2 }""");
        (await HearAsync(delivered)).Expect(HttpStatusCode.OK);

        Assert.Equal(
            ["message.created", "message.updated", "message.reacted", "message.reacted", "message.updated", "message.deleted", "message.delivered"], told.Select(block => block.Name));
        Assert.Equal([2L, 3, 4, 5, 6, 7], told.Take(6).Select(block => block.Json.GetProperty("change").GetInt64()));
        Assert.Equal(
            $$"""{"chatId":"{{conversation.ChatId}}","userId":"{{conversation.Target.UserId}}","sequence":2}""", told[6].Data);
        Assert.Equal(JsonValueKind.Null, told[5].Json.GetProperty("content").ValueKind);
        Assert.Equal(0, told[5].Json.GetProperty("readBy").GetArrayLength());

        // Each before the next call: of a message that is deleted by then, its past is not told.
        async Task<Reply> HearAsync(Task<Reply> call)
        {
            var reply = await call;
            told.Add(await listening.NextEventAsync());
            return reply;
        }
    }

    [SkippableFact]
    public async Task Events_WhenOneComesBackAfterADeletion_ThenOnlyTombstonesAreTold()
    {
        var conversation = await Service.NewConversationAsync();
        await using var before = await EventListening.OpenAsync(Service, conversation.Target.UserId);
        // The node may still be behind: it has come to this message, and to the making of the chat, when it tells of it.
        await conversation.SendAsync("told");
        while (!((await before.NextEventAsync()) is { Name: "message.created" } block && block.Json.GetProperty("change").GetInt64() == 2))
        {
            // What was before it.
        }

        var place = before.LastId!;
        var id = (await conversation.SendAsync("secret words"))["_id"].GetString()!;
        (await EditAsync(conversation.Sender, id, """{ "content": "other secret words" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);
        (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);

        // The node has heard of it by then.
        while ((await before.NextEventAsync()).Name != "message.deleted")
        {
            // The others are told as they happen.
        }

        await using var listening = await EventListening.OpenAsync(Service, conversation.Target.UserId, place);
        var told = new List<EventBlock>();
        while (told.Count < 4)
            told.Add(await listening.NextEventAsync());

        Assert.Equal(["message.created", "message.updated", "message.updated", "message.deleted"], told.Select(block => block.Name));
        Assert.Equal([3L, 4, 5, 6], told.Select(block => block.Json.GetProperty("change").GetInt64()));
        Assert.All(told, block => Assert.Equal(JsonValueKind.Null, block.Json.GetProperty("content").ValueKind));
        Assert.All(told, block => Assert.NotEqual(JsonValueKind.Null, block.Json.GetProperty("deletedAt").ValueKind));
    }

    [SkippableFact]
    public async Task Delivered_WhenMarked_ThenOthersSeeItAndReadingCounts()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        async Task<string> DeliveredAsync(string sequence) =>
            (await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/delivered", $$"""{ "sequence": {{sequence}} }""")).Expect(HttpStatusCode.OK).Text;

        Assert.Equal($$"""{"chatId":"{{conversation.ChatId}}","sequence":1}""", await DeliveredAsync("1"));
        Assert.Equal(0, (await ReadAsync(conversation.Sender, id))["deliveredTo"].GetArrayLength());
        Assert.Equal($$"""{"chatId":"{{conversation.ChatId}}","sequence":2}""", await DeliveredAsync("9223372036854775807"));
        Assert.Equal($$"""{"chatId":"{{conversation.ChatId}}","sequence":2}""", await DeliveredAsync("0"));
        var message = await ReadAsync(conversation.Sender, id);
        Assert.Equal((conversation.Target.UserId, 0), (message["deliveredTo"][0].GetString(), message["readBy"].GetArrayLength()));
        var next = (await conversation.SendAsync())["_id"].GetString()!;
        (await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/read", """{ "sequence": 3 }""")).Expect(HttpStatusCode.OK);
        Assert.Equal(1, (await ReadAsync(conversation.Sender, next))["deliveredTo"].GetArrayLength());
        (await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/delivered", """{ "sequence": -1 }""")).ExpectError(400, "validation.sequence.range");
        (await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/delivered", "{ }")).ExpectError(400, "validation.sequence.required");
        (await (await Service.NewUserAsync()).PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/delivered", """{ "sequence": 1 }""")).ExpectError(403, "chat.not_a_member");
    }

    [SkippableTheory]
    [InlineData("around=5&limit=4", "3,4,5,6", true)]
    [InlineData("around=5&limit=5", "3,4,5,6,7", true)]
    [InlineData("around=1&limit=4", "1,2,3,4", true)]
    [InlineData("around=2&limit=6", "1,2,3,4,5,6", true)]
    [InlineData("around=9&limit=4", "7,8,9", false)]
    [InlineData("around=500&limit=4", "7,8,9", false)]
    public async Task History_WhenAskedAroundANumber_ThenTellsWhatIsBeforeAndAfter(string query, string expected, bool hasMore)
    {
        var conversation = await Service.NewConversationAsync();
        for (var i = 2; i <= 9; i++)
            await conversation.SendAsync($"{i}");

        var page = (await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?{query}")).Expect(HttpStatusCode.OK);

        Assert.Equal(expected, string.Join(',', ItemsOf(page).Select(item => item.GetProperty("sequence").GetInt64())));
        Assert.Equal(hasMore, page["hasMore"].GetBoolean());
    }

    [SkippableFact]
    public async Task History_WhenAroundIsGivenWithAnother_ThenIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var path = $"/api/v2/messages/chat/{conversation.ChatId}";

        (await conversation.Target.GetAsync($"{path}?around=0")).ExpectError(400, "validation.around.range");
        (await conversation.Target.GetAsync($"{path}?around=1&before=3")).ExpectError(400, "validation.around.range");
        (await conversation.Target.GetAsync($"{path}?around=1&after=3")).ExpectError(400, "validation.around.range");
    }

    [SkippableFact]
    public async Task Messages_WhenReadByIds_ThenComeInThatOrderWithoutForeignOnes()
    {
        var conversation = await Service.NewConversationAsync();
        var foreign = (await (await Service.NewConversationAsync()).SendAsync())["_id"].GetString()!;
        var (one, two) = ((await conversation.SendAsync("one"))["_id"].GetString()!, (await conversation.SendAsync("two"))["_id"].GetString()!);

        var page = (await conversation.Target.GetAsync($"/api/v2/messages?ids={two},{foreign},{Tokens.NewId()},{one}")).Expect(HttpStatusCode.OK);

        Assert.Equal([two, one], ItemsOf(page).Select(item => item.GetProperty("_id").GetString()!));
        Assert.False(page["hasMore"].GetBoolean());
        (await conversation.Target.GetAsync("/api/v2/messages")).ExpectError(400, "validation.ids.required");
        (await conversation.Target.GetAsync("/api/v2/messages?ids=")).ExpectError(400, "validation.ids.required");
        (await conversation.Target.GetAsync($"/api/v2/messages?ids={one},{one}")).ExpectError(400, "validation.ids.duplicate");
        (await conversation.Target.GetAsync($"/api/v2/messages?ids={one},x")).ExpectError(400, "validation.ids.format");
        (await conversation.Target.GetAsync($"/api/v2/messages?ids={string.Join(',', Enumerable.Range(0, 100).Select(_ => Tokens.NewId()))}")).Expect(HttpStatusCode.OK);
        (await conversation.Target.GetAsync($"/api/v2/messages?ids={string.Join(',', Enumerable.Range(0, 101).Select(_ => Tokens.NewId()))}")).ExpectError(400, "validation.ids.too_many");
    }
}
