using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Chats;

public sealed class ListChatsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/chats";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task List_WhenRead_ThenHasTheChatAsDocumented()
    {
        var conversation = await service.NewConversationAsync();
        var last = await conversation.SendAsync("second");

        var page = (await conversation.Target.GetAsync(Path)).Expect(HttpStatusCode.OK);

        Assert.Equal(["items", "nextCursor"], page.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, page["nextCursor"].ValueKind);
        var chat = Assert.Single(page["items"].EnumerateArray());
        Assert.Equal(
            ["_id", "kind", "title", "members", "lastMessage", "lastSequence", "unreadCount", "createdAt", "updatedAt", "unreadMentions", "lastChange", "photo", "settings"],
            chat.EnumerateObject().Select(property => property.Name));
        Assert.Equal(conversation.ChatId, chat.GetProperty("_id").GetString());
        Assert.Equal(("direct", JsonValueKind.Null), (chat.GetProperty("kind").GetString(), chat.GetProperty("title").ValueKind));
        Assert.Equal((2, 2), (chat.GetProperty("lastSequence").GetInt64(), chat.GetProperty("unreadCount").GetInt64()));
        Assert.Equal(last.Text, chat.GetProperty("lastMessage").GetRawText());
        Assert.Equal(last["createdAt"].GetString(), chat.GetProperty("updatedAt").GetString());
        Assert.Equal(["_id", "username", "profilePhoto", "kind"], chat.GetProperty("members")[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            new[] { conversation.Sender.UserId, conversation.Target.UserId }.Order(),
            chat.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("_id").GetString()!).Order());
        Assert.Equal(JsonValueKind.Null, chat.GetProperty("photo").ValueKind);
        Assert.Equal("""{"muted":false,"mutedUntil":null,"archived":false,"pinned":false}""", chat.GetProperty("settings").GetRawText());
        Assert.Equal(0, (await conversation.Sender.GetAsync(Path))["items"][0].GetProperty("unreadCount").GetInt64());
    }

    [Fact]
    public async Task List_WhenReadByPagesWhileMessagesCome_ThenEachChatComesOnce()
    {
        var user = await service.NewUserAsync();
        var chats = new List<string>();
        for (var i = 0; i < 7; i++)
            chats.Add(await NewGroupAsync(user));
        var met = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            var page = (await user.GetAsync($"{Path}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(HttpStatusCode.OK);
            met.AddRange(page["items"].EnumerateArray().Select(chat => chat.GetProperty("_id").GetString()!));
            cursor = page["nextCursor"].GetString();
            // One that was met by then, and one that was not.
            await SendToAsync(user, chats[^1]);
            if (pages == 0)
                await SendToAsync(user, chats[0]);
        }

        Assert.Equal(chats.Order(), met.Order());
    }

    [Fact]
    public async Task List_WhenNothingIsThere_ThenIsEmpty()
    {
        var page = (await (await service.NewUserAsync()).GetAsync(Path)).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"items":[],"nextCursor":null}""", page.Text);
    }

    [Fact]
    public async Task List_WhenNoLimitIsGiven_ThenIsTheDefault()
    {
        var user = await service.NewUserAsync();
        for (var i = 0; i < 21; i++)
            await NewGroupAsync(user);

        var page = await user.GetAsync(Path);

        Assert.Equal(20, page["items"].GetArrayLength());
        Assert.Equal(JsonValueKind.String, page["nextCursor"].ValueKind);
        Assert.Equal(21, (await user.GetAsync($"{Path}?limit=100"))["items"].GetArrayLength());
    }

    [Theory]
    [InlineData("?limit=0", "validation.limit.range")]
    [InlineData("?limit=101", "validation.limit.range")]
    [InlineData("?limit=x", "validation.limit.format")]
    [InlineData("?archived=x", "validation.archived.allowed_values")]
    [InlineData("?cursor=x", "validation.cursor.format")]
    [InlineData("?cursor=64d15f9e2e6c8f4d5a111111", "validation.cursor.format")]
    [InlineData("?cursor=%7B%22%24gt%22%3A%22%22%7D", "validation.cursor.format")]
    public async Task List_WhenTheQueryIsWrong_ThenIsRefused(string query, string code) =>
        (await (await service.NewUserAsync()).GetAsync(Path + query)).ExpectError(400, code);

    [Fact]
    public async Task List_WhenTheCursorIsForgedOrForeign_ThenIsRefused()
    {
        var user = await service.NewUserAsync();
        await NewGroupAsync(user);
        await NewGroupAsync(user);
        var cursor = (await user.GetAsync($"{Path}?limit=1"))["nextCursor"].GetString()!;

        (await (await service.NewUserAsync()).GetAsync($"{Path}?cursor={cursor}")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor={(cursor[0] == 'A' ? 'B' : 'A')}{cursor[1..]}")).ExpectError(400, "validation.cursor.format");
        (await user.GetAsync($"{Path}?cursor={cursor}A")).ExpectError(400, "validation.cursor.format");
        Assert.Equal(1, (await user.GetAsync($"{Path}?cursor={cursor}")).Expect(HttpStatusCode.OK)["items"].GetArrayLength());
    }

    [Fact]
    public async Task List_WhenTheCallerMayNot_ThenIsRefused()
    {
        (await service.Anonymous.GetAsync(Path)).ExpectError(401, "auth.required");
        (await service.Backend.GetAsync(Path)).ExpectError(403, "auth.forbidden");
        (await service.User(Tokens.NewId()).GetAsync(Path)).ExpectError(403, "auth.forbidden");
        (await service.Anonymous.SendAsync(HttpMethod.Delete, Path, null)).ExpectError(405, "route.method_not_allowed");
    }

    private async Task<string> NewGroupAsync(Caller user)
    {
        var other = await service.NewUserAsync();
        var group = await user.PostAsync(Path, $$"""{ "memberIds": ["{{other.UserId}}"], "title": "Group" }""");
        return group.Expect(HttpStatusCode.Created)["_id"].GetString()!;
    }

    private static async Task SendToAsync(Caller user, string chatId) =>
        (await user.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "hello" }""")).Expect(HttpStatusCode.Created);
}
