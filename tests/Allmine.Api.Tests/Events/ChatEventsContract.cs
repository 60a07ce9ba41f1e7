using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Chats;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Events;

/// <summary>What is told of chats that change, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class ChatEventsContract(Service? service) : ChatContract(service)
{
    [SkippableFact]
    public async Task Group_WhenMade_ThenEachMemberIsToldOfIt()
    {
        var (owner, member) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        await using var ofOwner = await EventListening.OpenAsync(Service, owner.UserId);
        await using var ofMember = await EventListening.OpenAsync(Service, member.UserId);

        var made = (await owner.PostAsync(ChatsPath, $$"""{ "memberIds": ["{{member.UserId}}"], "title": "Weekend" }""")).Expect(HttpStatusCode.Created);

        foreach (var listening in new[] { ofOwner, ofMember })
        {
            var told = await ExpectAsync(listening, "chat.created");
            Assert.Equal((made["_id"].GetString(), "Weekend"), (told.GetProperty("_id").GetString(), told.GetProperty("title").GetString()));
            Assert.Equal([(owner.UserId, "owner"), (member.UserId, "member")], RolesOf(told.GetProperty("members")));
            Assert.Equal(["_id", "username", "profilePhoto", "role", "joinedAt"], NamesOf(told.GetProperty("members")[0]));
            Assert.Equal((0, JsonValueKind.Null), (told.GetProperty("lastChange").GetInt64(), told.GetProperty("change").ValueKind));
            ExpectNoReadersOwn(told);
        }
    }

    [SkippableFact]
    public async Task DirectChat_WhenAFirstMessageOpensIt_ThenBothAreToldOfItBeforeTheMessage()
    {
        var (sender, target) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        await using var ofSender = await EventListening.OpenAsync(Service, sender.UserId);
        await using var ofTarget = await EventListening.OpenAsync(Service, target.UserId);

        var sent = (await sender.SendAsync($$"""{ "type": "text", "targetUserId": "{{target.UserId}}", "content": "first" }""")).Expect(HttpStatusCode.Created);

        foreach (var listening in new[] { ofSender, ofTarget })
        {
            var told = await ExpectAsync(listening, "chat.created");
            Assert.Equal((sent["chatId"].GetString(), "direct", 0), (told.GetProperty("_id").GetString(), told.GetProperty("kind").GetString(), told.GetProperty("lastSequence").GetInt64()));
            Assert.Equal(sent["_id"].GetString(), (await ExpectAsync(listening, "message.created")).GetProperty("_id").GetString());
        }

        // It is told once.
        (await target.SendAsync($$"""{ "type": "text", "targetUserId": "{{sender.UserId}}", "content": "second" }""")).Expect(HttpStatusCode.Created);
        Assert.Equal("second", (await ExpectAsync(ofSender, "message.created")).GetProperty("content").GetString());
    }

    [SkippableFact]
    public async Task Title_WhenChanged_ThenTheMembersHearTheLineAndThenTheChat()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        await using var listening = await ListenAsync(member);

        (await PatchAsync(owner, chatId, """{ "title": "Holiday" }""")).Expect(HttpStatusCode.OK);

        var line = await ExpectAsync(listening, "message.created");
        Assert.Equal(("system", 2), (line.GetProperty("type").GetString(), line.GetProperty("change").GetInt64()));
        var told = await ExpectAsync(listening, "chat.updated");
        Assert.Equal((chatId, "Holiday", 3, 3), (told.GetProperty("_id").GetString(), told.GetProperty("title").GetString(), told.GetProperty("change").GetInt64(), told.GetProperty("lastChange").GetInt64()));
        Assert.Equal(JsonValueKind.Null, told.GetProperty("members").ValueKind);
        ExpectNoReadersOwn(told);
    }

    [SkippableFact]
    public async Task Member_WhenAdded_ThenHearsTheLineAndTheChatAndTheOthersWhatHasChanged()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();
        await using var ofMember = await ListenAsync(member);
        await using var ofNewcomer = await ListenAsync(newcomer);

        (await AddAsync(owner, chatId, newcomer.UserId)).Expect(HttpStatusCode.Created);

        foreach (var listening in new[] { ofMember, ofNewcomer })
            Assert.Equal(newcomer.UserId, (await ExpectAsync(listening, "message.created")).GetProperty("metadata").GetProperty("userId").GetString());
        var updated = await ExpectAsync(ofMember, "chat.updated");
        Assert.Equal((3, JsonValueKind.Null), (updated.GetProperty("change").GetInt64(), updated.GetProperty("members").ValueKind));
        var created = await ExpectAsync(ofNewcomer, "chat.created");
        Assert.Equal((chatId, 3, JsonValueKind.Null), (created.GetProperty("_id").GetString(), created.GetProperty("lastChange").GetInt64(), created.GetProperty("change").ValueKind));
        Assert.Equal(4, created.GetProperty("members").GetArrayLength());
        await SendAsync(owner, chatId, "welcome");
        Assert.Equal("welcome", (await ExpectAsync(ofNewcomer, "message.created")).GetProperty("content").GetString());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Member_WhenGone_ThenHearsThatInPlaceOfTheLineAndNothingAfter(bool leaves)
    {
        var (owner, member, other, chatId, _) = await NewGroupAsync();
        await using var ofOwner = await ListenAsync(owner);
        await using var ofMember = await ListenAsync(member);

        (leaves ? await LeaveAsync(member, chatId) : await RemoveAsync(owner, chatId, member.UserId)).Expect(HttpStatusCode.NoContent);
        await SendAsync(owner, chatId, "without them");

        Assert.Equal($$"""{"chatId":"{{chatId}}"}""", (await ExpectAsync(ofMember, "chat.left")).GetRawText());
        Assert.Equal(leaves ? "member.left" : "member.removed", (await ExpectAsync(ofOwner, "message.created")).GetProperty("metadata").GetProperty("event").GetString());
        Assert.Equal(3, (await ExpectAsync(ofOwner, "chat.updated")).GetProperty("change").GetInt64());
        Assert.Equal("without them", (await ExpectAsync(ofOwner, "message.created")).GetProperty("content").GetString());
        // The next that the member hears is of another chat.
        (await other.SendAsync($$"""{ "type": "text", "targetUserId": "{{member.UserId}}", "content": "direct" }""")).Expect(HttpStatusCode.Created);
        Assert.Equal("direct", (await ExpectAsync(ofMember, "chat.created")).GetProperty("kind").GetString());
    }

    [SkippableFact]
    public async Task Change_WhenItIsOfAMessageBeforeTheMembersLine_ThenOnlyItsNumberIsTold()
    {
        var (owner, member, _, chatId, first) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();
        (await AddAsync(owner, chatId, newcomer.UserId)).Expect(HttpStatusCode.Created);
        await using var ofOwner = await ListenAsync(owner);
        await using var ofNewcomer = await ListenAsync(newcomer);

        (await EditAsync(member, first, """{ "content": "secret" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(member, first, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(owner, first)).Expect(HttpStatusCode.OK);
        (await DeleteAsync(member, first)).Expect(HttpStatusCode.OK);

        foreach (var (name, change) in new[] { ("message.updated", 4), ("message.reacted", 5), ("message.updated", 6), ("message.deleted", 7) })
        {
            Assert.Equal(change, (await ExpectAsync(ofOwner, name)).GetProperty("change").GetInt64());
            Assert.Equal($$"""{"chatId":"{{chatId}}","change":{{change}}}""", (await ExpectAsync(ofNewcomer, "change.hidden")).GetRawText());
        }
    }

    [SkippableFact]
    public async Task Settings_WhenChanged_ThenOnlyOneselfIsTold()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        await using var ofOwner = await ListenAsync(owner);
        await using var ofMember = await ListenAsync(member);

        var settings = (await SetAsync(member, chatId, """{ "archived": true, "pinned": true }""")).Expect(HttpStatusCode.OK).Text;

        Assert.Equal($$"""{"chatId":"{{chatId}}","settings":{{settings}}}""", (await ExpectAsync(ofMember, "settings.changed")).GetRawText());
        await SendAsync(owner, chatId, "ends it");
        Assert.Equal("ends it", (await ExpectAsync(ofOwner, "message.created")).GetProperty("content").GetString());
        // The one follows from the other, later.
        var told = new Dictionary<string, JsonElement>();
        while (told.Count < 2)
        {
            var block = await ofMember.NextEventAsync();
            Assert.True(told.TryAdd(block.Name!, block.Json), block.Data);
        }

        Assert.Equal("ends it", told["message.created"].GetProperty("content").GetString());
        Assert.Equal(
            $$"""{"chatId":"{{chatId}}","settings":{{settings.Replace("\"archived\":true", "\"archived\":false", StringComparison.Ordinal)}}}""", told["settings.changed"].GetRawText());
    }

    /// <summary>Listens from what has happened by now on: the place is told with the first block.</summary>
    private async Task<EventListening> ListenAsync(Caller caller)
    {
        // What this call leads to is heard before anything that comes after it, and all before it is not.
        await using var before = await EventListening.OpenAsync(Service, caller.UserId);
        var mark = await Service.NewUserAsync();
        (await mark.SendAsync($$"""{ "type": "text", "targetUserId": "{{caller.UserId}}", "content": "mark" }""")).Expect(HttpStatusCode.Created);
        while (await before.NextEventAsync() is var block && !(block.Name == "message.created" && block.Data!.Contains("\"mark\"", StringComparison.Ordinal)))
        {
        }

        return await EventListening.OpenAsync(Service, caller.UserId, before.LastId);
    }

    private static async Task<JsonElement> ExpectAsync(EventListening listening, string name)
    {
        var block = await listening.NextEventAsync();
        Assert.True(block.Name == name, $"{block.Name} in place of {name}: {block.Data}");
        return block.Json;
    }

    private static void ExpectNoReadersOwn(JsonElement told) =>
        Assert.All(new[] { "lastMessage", "unreadCount", "unreadMentions", "settings" }, name => Assert.Equal(JsonValueKind.Null, told.GetProperty(name).ValueKind));
}
