using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Blocks;

public sealed class BlockTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Put_WhenThereIsAChat_ThenNeitherSendsThereUntilItIsDeleted()
    {
        var conversation = await service.NewConversationAsync();
        var (blocker, blocked) = (conversation.Target, conversation.Sender);

        Assert.Empty((await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent).Body);

        foreach (var sender in new[] { blocker, blocked })
        {
            var target = sender == blocker ? blocked : blocker;
            (await sender.SendAsync(conversation.TextBody())).ExpectError(403, "chat.blocked");
            (await sender.SendAsync(Text(target.UserId))).ExpectError(403, "chat.blocked");
            (await sender.PostAsync("/api/v2/messages?dryRun=true", Text(target.UserId))).ExpectError(403, "chat.blocked");
        }

        Assert.Equal(1, await conversation.CountAsync());
        (await DeleteAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        await conversation.SendAsync();
        Assert.Equal(2, await conversation.CountAsync());
    }

    [Fact]
    public async Task Put_WhenThereIsNoChatYet_ThenItIsInNobodysListAndTheFirstSendAfterwardsOpensIt()
    {
        var (blocker, blocked) = (await service.NewUserAsync(), await service.NewUserAsync());

        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);

        (await blocked.SendAsync(Text(blocker.UserId))).ExpectError(403, "chat.blocked");
        foreach (var user in new[] { blocker, blocked })
            Assert.Equal(0, (await user.GetAsync("/api/v2/chats"))["items"].GetArrayLength());
        (await DeleteAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        var sent = (await blocked.SendAsync(Text(blocker.UserId))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, sent["sequence"].GetInt32());
        var chat = (await blocker.GetAsync("/api/v2/chats"))["items"][0];
        Assert.Equal(sent["createdAt"].GetString(), chat.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task Put_WhenTheChatIsOpenedAfterwards_ThenItIsThereAndStillBlocked()
    {
        var (blocker, blocked) = (await service.NewUserAsync(), await service.NewUserAsync());
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        var body = $$"""{ "memberIds": ["{{blocked.UserId}}"] }""";

        var opened = (await blocker.PostAsync("/api/v2/chats", body)).Expect(HttpStatusCode.Created);

        (await blocker.PostAsync("/api/v2/chats", body)).Expect(HttpStatusCode.OK);
        (await blocked.SendAsync($$"""{ "type": "text", "chatId": "{{opened["_id"].GetString()}}", "content": "hello" }""")).ExpectError(403, "chat.blocked");
    }

    [Fact]
    public async Task Put_WhenBothAreInAGroupWithAnother_ThenTheGroupGoesOnButNeitherNamesTheOther()
    {
        var (blocker, blocked, third) = (await service.NewUserAsync(), await service.NewUserAsync(), await service.NewUserAsync());
        var group = await OpenGroupAsync(blocker, blocked, third);
        (await blocked.SendAsync(InGroup(group, blocker.UserId))).Expect(HttpStatusCode.Created);
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);

        foreach (var (sender, other) in new[] { (blocker, blocked), (blocked, blocker) })
        {
            (await sender.SendAsync(InGroup(group))).Expect(HttpStatusCode.Created);
            (await sender.SendAsync(InGroup(group, third.UserId))).Expect(HttpStatusCode.Created);
            (await sender.SendAsync(InGroup(group, other.UserId))).ExpectError(403, "chat.blocked");
            (await sender.PostAsync("/api/v2/messages?dryRun=true", InGroup(group, other.UserId))).ExpectError(403, "chat.blocked");
            (await third.SendAsync(InGroup(group, other.UserId))).Expect(HttpStatusCode.Created);
        }

        (await DeleteAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        (await blocked.SendAsync(InGroup(group, blocker.UserId))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Put_WhenTheTwoAreAloneInAGroup_ThenNeitherSendsThere()
    {
        var (blocker, blocked) = (await service.NewUserAsync(), await service.NewUserAsync());
        var group = await OpenGroupAsync(blocker, blocked);
        (await blocked.SendAsync(InGroup(group))).Expect(HttpStatusCode.Created);
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);

        foreach (var sender in new[] { blocker, blocked })
            (await sender.SendAsync(InGroup(group))).ExpectError(403, "chat.blocked");

        (await DeleteAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        (await blocked.SendAsync(InGroup(group))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Put_WhenOneOpensAGroupWithTheOtherAfterwards_ThenItIsRefusedWhateverElseItHas()
    {
        var (blocker, blocked, third) = (await service.NewUserAsync(), await service.NewUserAsync(), await service.NewUserAsync());
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);

        foreach (var (caller, other) in new[] { (blocker, blocked), (blocked, blocker) })
        {
            (await caller.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{other.UserId}}"], "title": "Us" }""")).ExpectError(403, "chat.blocked");
            (await caller.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{third.UserId}}", "{{other.UserId}}"] }""")).ExpectError(403, "chat.blocked");
            Assert.Equal(0, (await other.GetAsync("/api/v2/chats"))["items"].GetArrayLength());
        }

        // Somebody else may put both into one.
        await OpenGroupAsync(third, blocker, blocked);
    }

    [Fact]
    public async Task Get_WhenAsked_ThenTellsOfTheCallersOwnBlock()
    {
        var (blocker, blocked) = (await service.NewUserAsync(), await service.NewUserAsync());
        Assert.Equal("""{"blocked":false}""", (await GetAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.OK).Text);

        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("""{"blocked":true}""", (await GetAsync(blocker, blocked.UserId)).Text);
        Assert.Equal("""{"blocked":false}""", (await GetAsync(blocked, blocker.UserId)).Text);
        Assert.Equal("""{"blocked":false}""", (await GetAsync(blocker, Tokens.NewId())).Expect(HttpStatusCode.OK).Text);
        (await DeleteAsync(blocked, blocker.UserId)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("""{"blocked":true}""", (await GetAsync(blocker, blocked.UserId)).Text);
    }

    [Fact]
    public async Task Delete_WhenThereIsNone_ThenNothingHappens()
    {
        var user = await service.NewUserAsync();

        (await DeleteAsync(user, (await service.NewUserAsync()).UserId)).Expect(HttpStatusCode.NoContent);
        (await DeleteAsync(user, Tokens.NewId())).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Calls_WhenWrongOrNotAllowed_ThenAreRefused()
    {
        var user = await service.NewUserAsync();
        var other = (await service.NewUserAsync()).UserId;

        (await PutAsync(user, Tokens.NewId())).ExpectError(404, "user.not_found");
        foreach (var call in new Func<Caller, string, Task<Reply>>[] { GetAsync, PutAsync, DeleteAsync })
        {
            (await call(user, user.UserId)).ExpectError(400, "validation.userId.self");
            (await call(user, "mehmet")).ExpectError(400, "validation.userId.format");
            (await call(service.Anonymous, other)).ExpectError(401, "auth.required");
            (await call(service.Backend, other)).ExpectError(403, "auth.forbidden");
        }

        (await user.PostAsync($"/api/v2/blocks/{other}", "{}")).ExpectError(405, "route.method_not_allowed");
    }

    /// <summary>Many send, in both directions, while one of the two blocks: nothing comes after the block was answered.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_WhenBothAreSending_ThenNothingComesAfterItsAnswer(bool chatIsThere)
    {
        var (blocker, blocked) = (await service.NewUserAsync(), await service.NewUserAsync());
        if (chatIsThere)
            (await blocked.SendAsync(Text(blocker.UserId))).Expect(HttpStatusCode.Created);

        var senders = Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => SendUntilRefusedAsync(i % 2 == 0 ? blocker : blocked, i % 2 == 0 ? blocked : blocker)))
            .ToList();
        (await PutAsync(blocker, blocked.UserId)).Expect(HttpStatusCode.NoContent);
        var opened = await OpenAsync(blocker, blocked);
        await Task.WhenAll(senders).WaitAsync(TimeSpan.FromMinutes(1));

        var atEnd = await OpenAsync(blocker, blocked);
        Assert.Equal(opened["lastSequence"].GetInt64(), atEnd["lastSequence"].GetInt64());
    }

    private static async Task<string> OpenGroupAsync(Caller owner, params Caller[] others)
    {
        var memberIds = System.Text.Json.JsonSerializer.Serialize(others.Select(other => other.UserId));
        var opened = await owner.PostAsync("/api/v2/chats", $$"""{ "memberIds": {{memberIds}}, "title": "Group" }""");
        return opened.Expect(HttpStatusCode.Created)["_id"].GetString()!;
    }

    private static string InGroup(string chatId, string? targetUserId = null) => System.Text.Json.JsonSerializer.Serialize(
        new Dictionary<string, string> { ["type"] = "text", ["chatId"] = chatId, ["content"] = "hello" }
            .Concat(targetUserId is { } target ? [new KeyValuePair<string, string>("targetUserId", target)] : []).ToDictionary());

    private static async Task SendUntilRefusedAsync(Caller sender, Caller target)
    {
        Reply reply;
        do
            reply = await sender.SendAsync(Text(target.UserId));
        while (reply.Status == HttpStatusCode.Created);
        reply.ExpectError(403, "chat.blocked");
    }

    private static Task<Reply> OpenAsync(Caller user, Caller other) => user.PostAsync("/api/v2/chats", $$"""{ "memberIds": ["{{other.UserId}}"] }""");

    private static Task<Reply> GetAsync(Caller user, string other) => user.GetAsync($"/api/v2/blocks/{other}");

    private static Task<Reply> PutAsync(Caller user, string other) => user.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{other}", null);

    private static Task<Reply> DeleteAsync(Caller user, string other) => user.SendAsync(HttpMethod.Delete, $"/api/v2/blocks/{other}", null);

    private static string Text(string targetUserId) => $$"""{ "type": "text", "targetUserId": "{{targetUserId}}", "content": "hello" }""";
}
