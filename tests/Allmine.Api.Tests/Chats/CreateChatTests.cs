using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Domain.Chats;

namespace Allmine.Api.Tests.Chats;

public sealed class CreateChatTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/chats";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Create_WhenOneOtherAndNoTitle_ThenIsTheDirectChatThatSendsGoTo()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        var created = (await user.PostAsync(Path, Body(other.UserId))).Expect(HttpStatusCode.Created);
        var sent = (await other.SendAsync($$"""{ "type": "text", "targetUserId": "{{user.UserId}}", "content": "hello" }""")).Expect(HttpStatusCode.Created);
        var again = (await user.PostAsync(Path, Body(other.UserId))).Expect(HttpStatusCode.OK);

        Assert.Equal(("direct", 0), (created["kind"].GetString(), created["lastSequence"].GetInt32()));
        Assert.Equal(JsonValueKind.Null, created["lastMessage"].ValueKind);
        Assert.Equal(created["_id"].GetString(), sent["chatId"].GetString());
        Assert.Equal(created["_id"].GetString(), again["_id"].GetString());
        Assert.Equal(sent.Text, again["lastMessage"].GetRawText());
        Assert.Equal(1, again["unreadCount"].GetInt32());
        Assert.Equal(created["createdAt"].GetString(), again["createdAt"].GetString());
    }

    [Fact]
    public async Task Create_WhenManyAskAtOnce_ThenOneIsCreatedAndAllGetIt()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0
            ? user.PostAsync(Path, Body(other.UserId))
            : other.PostAsync(Path, Body(user.UserId))));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal(15, replies.Count(reply => reply.Status == HttpStatusCode.OK));
        Assert.Single(replies.Select(reply => reply["_id"].GetString()).Distinct());
    }

    [Fact]
    public async Task Create_WhenSeveralOthers_ThenIsAGroupInTheListsOfAll()
    {
        var (user, one, other) = (await service.NewUserAsync(), await service.NewUserAsync(), await service.NewUserAsync());

        var group = (await user.PostAsync(Path, $$"""{ "memberIds": ["{{one.UserId}}", "{{other.UserId}}", "{{one.UserId}}", "{{user.UserId}}"], "title": " Pazar kahvaltısı " }"""))
            .Expect(HttpStatusCode.Created);

        Assert.Equal(("group", "Pazar kahvaltısı"), (group["kind"].GetString(), group["title"].GetString()));
        Assert.Equal([user.UserId, one.UserId, other.UserId], group["members"].EnumerateArray().Select(member => member.GetProperty("_id").GetString()));
        foreach (var member in new[] { user, one, other })
            Assert.Equal(group.Text, (await member.GetAsync(Path))["items"][0].GetRawText());
    }

    [Fact]
    public async Task Create_WhenOneOtherAndATitle_ThenIsANewGroupEachTime()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());
        var body = $$"""{ "memberIds": ["{{other.UserId}}"], "title": "Us" }""";

        var (first, second) = (await user.PostAsync(Path, body), await user.PostAsync(Path, body));

        Assert.Equal("group", first.Expect(HttpStatusCode.Created)["kind"].GetString());
        Assert.NotEqual(first["_id"].GetString(), second.Expect(HttpStatusCode.Created)["_id"].GetString());
    }

    [Fact]
    public async Task Create_WhenAGroupIsOfTheGreatestSize_ThenEverybodySendsThereAndOneMoreMemberIsRefused()
    {
        var user = await service.NewUserAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, Chat.MaxMembers).Select(_ => service.NewUserAsync()));

        (await user.PostAsync(Path, Body([.. others.Select(other => other.UserId)]))).ExpectError(400, "validation.memberIds.range");
        var group = (await user.PostAsync(Path, Body([.. others.Skip(1).Select(other => other.UserId)]))).Expect(HttpStatusCode.Created);
        var id = group["_id"].GetString();
        Assert.Equal(Chat.MaxMembers, group["members"].GetArrayLength());
        foreach (var member in others.Skip(1).Take(10))
            (await member.SendAsync($$"""{ "type": "text", "chatId": "{{id}}", "content": "hello" }""")).Expect(HttpStatusCode.Created);
        await Task.WhenAll(others.Skip(1).Select(async member =>
            (await member.PostAsync($"/api/v2/messages/chat/{id}/read", """{ "sequence": 10 }""")).Expect(HttpStatusCode.OK)));

        var last = (await user.GetAsync(Path))["items"][0].GetProperty("lastMessage");
        Assert.Equal(10, last.GetProperty("sequence").GetInt32());
        // All but the sender, and but the one who has not read it.
        Assert.Equal(Chat.MaxMembers - 2, last.GetProperty("readBy").GetArrayLength());
    }

    [Theory]
    [InlineData("{ }", "validation.memberIds.required")]
    [InlineData("""{ "memberIds": null }""", "validation.memberIds.required")]
    [InlineData("""{ "memberIds": [] }""", "validation.memberIds.required")]
    [InlineData("""{ "memberIds": [null] }""", "validation.memberIds.format")]
    [InlineData("""{ "memberIds": ["mehmet"] }""", "validation.memberIds.format")]
    [InlineData("""{ "memberIds": ["SELF"] }""", "validation.memberIds.self")]
    [InlineData("""{ "memberIds": "64d15f9e2e6c8f4d5a654321" }""", "validation.memberIds.wrong_type")]
    [InlineData("""{ "memberIds": { "$ne": null } }""", "validation.memberIds.wrong_type")]
    [InlineData("""{ "memberIds": [1, true, {}] }""", "validation.memberIds.wrong_type")]
    [InlineData("""{ "memberIds": ["\ud83d"] }""", "validation.memberIds.characters")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "title": "" }""", "validation.title.blank")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "title": " \u3000" }""", "validation.title.blank")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "title": "a\u0000" }""", "validation.title.characters")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "title": 5 }""", "validation.title.wrong_type")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "name": "x" }""", "validation.name.unknown")]
    [InlineData("""{ "memberIds": ["64d15f9e2e6c8f4d5a654321"], "memberIds": [] }""", "validation.memberIds.duplicate")]
    [InlineData("""["64d15f9e2e6c8f4d5a654321"]""", "body.malformed")]
    public async Task Create_WhenTheBodyIsWrong_ThenIsRefusedAndNothingIsThere(string body, string code)
    {
        var user = await service.NewUserAsync();

        (await user.PostAsync(Path, body.Replace("SELF", user.UserId, StringComparison.Ordinal))).ExpectError(400, code);

        Assert.Equal(0, (await user.GetAsync(Path))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Create_WhenTheTitleIsOfTheGreatestLength_ThenIsMadeAndOneMoreIsNot()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());
        var longest = string.Concat(Enumerable.Repeat("\U0001F600", Chat.MaxTitleLength));

        var group = await user.PostAsync(Path, $$"""{ "memberIds": ["{{other.UserId}}"], "title": "{{longest}}" }""");
        var refused = await user.PostAsync(Path, $$"""{ "memberIds": ["{{other.UserId}}"], "title": "{{longest}}x" }""");

        Assert.Equal(longest, group.Expect(HttpStatusCode.Created)["title"].GetString());
        Assert.Equal("title must have at most 128 characters.", refused.ExpectError(400, "validation.title.too_long").Errors[1]);
    }

    [Fact]
    public async Task Create_WhenAMemberIsUnknown_ThenIsRefused()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());

        (await user.PostAsync(Path, Body(Tokens.NewId()))).ExpectError(404, "user.not_found");
        (await user.PostAsync(Path, Body(other.UserId, Tokens.NewId()))).ExpectError(404, "user.not_found");
    }

    [Fact]
    public async Task Create_WhenTheCallerMayNot_ThenIsRefused()
    {
        var body = Body((await service.NewUserAsync()).UserId);

        (await service.Anonymous.PostAsync(Path, body)).ExpectError(401, "auth.required");
        (await service.Backend.PostAsync(Path, body)).ExpectError(403, "auth.forbidden");
        var user = await service.NewUserAsync();
        (await service.Backend.PostAsync(Path, body, ("X-On-Behalf-Of", user.UserId))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, (await user.GetAsync(Path))["items"].GetArrayLength());
    }

    private static string Body(params string[] memberIds) => JsonSerializer.Serialize(new { memberIds });
}
