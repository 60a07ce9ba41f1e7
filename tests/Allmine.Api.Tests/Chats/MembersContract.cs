using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Chats;

/// <summary>Members who come, leave, are removed and given roles, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class MembersContract(Service? service) : ChatContract(service)
{
    /// <summary>The system account of credits, whom nobody may name.</summary>
    private static readonly string SystemAccount = new('f', 24);

    [SkippableFact]
    public async Task Add_WhenTheUserIsNew_ThenIsAMemberWithALineAndAgainChangesNothing()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();

        var added = (await AddAsync(owner, chatId, newcomer.UserId)).Expect(HttpStatusCode.Created);

        Assert.Equal(["_id", "username", "profilePhoto", "role", "joinedAt", "readUpTo", "deliveredUpTo", "muted", "mutedUntil"], NamesOf(added.Json));
        Assert.Equal((newcomer.UserId, "member", 1, 1), (added["_id"].GetString(), added["role"].GetString(), added["readUpTo"].GetInt64(), added["deliveredUpTo"].GetInt64()));
        var chat = await ChatAsync(member, chatId);
        Assert.Equal($$"""{"event":"member.added","userId":"{{newcomer.UserId}}","role":"member"}""", chat["lastMessage.metadata"].GetRawText());
        Assert.Equal(chat["lastMessage.createdAt"].GetString(), added["joinedAt"].GetString());
        (await AddAsync(owner, chatId, newcomer.UserId, "all")).Expect(HttpStatusCode.OK);
        (await AddAsync(member, chatId, newcomer.UserId)).ExpectError(403, "chat.role_required");
        Assert.Equal(chat.Text, (await ChatAsync(member, chatId)).Text);
        (await newcomer.GetAsync(PathOf(ItemsOf(await HistoryAsync(owner, chatId)).First().GetProperty("_id").GetString()!))).ExpectError(404, "message.not_found");
    }

    [SkippableFact]
    public async Task Add_WhenTheCallIsBad_ThenIsRefused()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var newcomer = (await Service.NewUserAsync()).UserId;

        (await AddAsync(member, chatId, newcomer)).ExpectError(403, "chat.role_required");
        (await AddAsync(await Service.NewUserAsync(), chatId, newcomer)).ExpectError(403, "chat.not_a_member");
        (await AddAsync(owner, chatId, Tokens.NewId())).ExpectError(404, "user.not_found");
        (await AddAsync(owner, chatId, SystemAccount)).ExpectError(404, "user.not_found");
        (await AddAsync(owner, chatId, "xyz")).ExpectError(400, "validation.userId.format");
        (await AddAsync(owner, chatId, "me")).ExpectError(400, "validation.userId.format");
        (await AddAsync(owner, chatId, newcomer, "some")).ExpectError(400, "validation.history.allowed_values");
        (await owner.PutAsync(PathOfMember(chatId, newcomer), """{ "role": "owner" }""")).ExpectError(400, "validation.role.unknown");
        (await AddAsync(owner, Tokens.NewId(), newcomer)).ExpectError(404, "chat.not_found");
        Assert.Equal(1, (await ChatAsync(owner, chatId))["lastChange"].GetInt64());
    }

    [SkippableFact]
    public async Task Joined_WhenTheNewMemberReads_ThenWhatWasBeforeIsHiddenEverywhere()
    {
        var (owner, member, _, chatId, first) = await NewGroupAsync();
        (await PinAsync(owner, first)).Expect(HttpStatusCode.OK);
        var newcomer = await Service.NewUserAsync();
        (await AddAsync(owner, chatId, newcomer.UserId, "joined")).Expect(HttpStatusCode.Created);
        var line = (await ChatAsync(owner, chatId))["lastSequence"].GetInt64();

        Assert.Equal([line], ItemsOf(await HistoryAsync(newcomer, chatId)).Select(item => item.GetProperty("sequence").GetInt64()));
        Assert.Equal([line], ItemsOf((await newcomer.GetAsync($"/api/v2/messages/chat/{chatId}?around=1")).Expect(HttpStatusCode.OK)).Select(item => item.GetProperty("sequence").GetInt64()));
        Assert.Empty(ItemsOf((await newcomer.GetAsync($"{Caller.MessagesPath}?ids={first}")).Expect(HttpStatusCode.OK)));
        Assert.Empty(ItemsOf((await newcomer.GetAsync($"{PathOfChat(chatId)}/pins")).Expect(HttpStatusCode.OK)));
        (await newcomer.GetAsync(PathOf(first))).ExpectError(404, "message.not_found");
        (await newcomer.GetAsync($"{PathOf(first)}/reactions")).ExpectError(404, "message.not_found");
        (await ReactAsync(newcomer, first, "👍")).ExpectError(404, "message.not_found");
        (await newcomer.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "x", "replyTo": "{{first}}" }""")).ExpectError(400, "validation.replyTo.not_found");
        var changes = await ChangesAsync(newcomer, chatId);
        Assert.Equal(["message", "chat"], ItemsOf(changes).Select(item => item.GetProperty("message").ValueKind == JsonValueKind.Null ? "chat" : "message"));
        Assert.True((await ChangesAsync(newcomer, chatId, after: 1))["reset"].GetBoolean());
        var synced = (await newcomer.PostAsync("/api/v2/sync", $$"""{ "chats": { "{{chatId}}": 0 } }""")).Expect(HttpStatusCode.OK)["chats"][0];
        Assert.Equal(1, synced.GetProperty("unreadCount").GetInt64());
        Assert.DoesNotContain(newcomer.UserId, (await ReadAsync(member, first))["readBy"].GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(newcomer.UserId, (await ReadAsync(member, first))["deliveredTo"].GetRawText(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task All_WhenTheNewMemberReads_ThenSeesEverythingUnread()
    {
        var (owner, _, _, chatId, first) = await NewGroupAsync();
        var newcomer = await Service.NewUserAsync();

        var added = (await AddAsync(owner, chatId, newcomer.UserId, "all")).Expect(HttpStatusCode.Created);

        Assert.Equal((0, 0), (added["readUpTo"].GetInt64(), added["deliveredUpTo"].GetInt64()));
        Assert.Equal([1L, 2], ItemsOf(await HistoryAsync(newcomer, chatId)).Select(item => item.GetProperty("sequence").GetInt64()));
        Assert.Equal(2, (await ChatAsync(newcomer, chatId))["unreadCount"].GetInt64());
        (await ReactAsync(newcomer, first, "👍")).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Remove_WhenRemoved_ThenIsRefusedFromThenOnAndAgainChangesNothing()
    {
        var (owner, member, other, chatId, first) = await NewGroupAsync();
        var key = ("Idempotency-Key", "before");
        var body = $$"""{ "type": "text", "chatId": "{{chatId}}", "content": "before" }""";
        var sent = (await member.SendAsync(body, key)).Expect(HttpStatusCode.Created);

        (await RemoveAsync(owner, chatId, member.UserId)).Expect(HttpStatusCode.NoContent);

        Assert.Equal($$"""{"event":"member.removed","userId":"{{member.UserId}}"}""", await LastLineAsync(other, chatId));
        (await RemoveAsync(owner, chatId, member.UserId)).Expect(HttpStatusCode.NoContent);
        Assert.Equal((3, 4), ((await ChatAsync(other, chatId))["lastSequence"].GetInt64(), (await ChatAsync(other, chatId))["lastChange"].GetInt64()));
        (await member.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "x" }""")).ExpectError(403, "chat.not_a_member");
        (await member.GetAsync($"/api/v2/messages/chat/{chatId}")).ExpectError(403, "chat.not_a_member");
        (await member.GetAsync(PathOf(first))).ExpectError(404, "message.not_found");
        (await EditAsync(member, first, """{ "content": "x" }""")).ExpectError(404, "message.not_found");
        (await member.PostAsync($"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 1 }""")).ExpectError(403, "chat.not_a_member");
        Assert.Empty(ItemsOf((await member.GetAsync(ChatsPath)).Expect(HttpStatusCode.OK)));
        var replayed = (await member.SendAsync(body, key)).Expect(HttpStatusCode.Created);
        Assert.Equal((sent["_id"].GetString(), "true"), (replayed["_id"].GetString(), replayed.Header("Idempotent-Replayed")));
        (await LeaveAsync(member, chatId)).Expect(HttpStatusCode.NoContent);
        (await RemoveAsync(member, chatId, other.UserId)).ExpectError(403, "chat.not_a_member");
        (await RemoveAsync(owner, chatId, (await Service.NewUserAsync()).UserId)).Expect(HttpStatusCode.NoContent);
        (await LeaveAsync(member, Tokens.NewId())).ExpectError(404, "chat.not_found");
    }

    [SkippableFact]
    public async Task Add_WhenSomebodyComesBack_ThenTheirEarlierMarkersAreGone()
    {
        var (owner, member, _, chatId, first) = await NewGroupAsync();
        (await owner.PostAsync($"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);
        await SendAsync(owner, chatId);
        (await member.PostAsync($"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 2 }""")).Expect(HttpStatusCode.OK);
        (await RemoveAsync(owner, chatId, member.UserId)).Expect(HttpStatusCode.NoContent);

        var back = (await AddAsync(owner, chatId, member.UserId, "all")).Expect(HttpStatusCode.Created);

        Assert.Equal((0, 0), (back["readUpTo"].GetInt64(), back["deliveredUpTo"].GetInt64()));
        Assert.Equal(4, (await ChatAsync(member, chatId))["unreadCount"].GetInt64());
        Assert.Equal(owner.UserId, Assert.Single((await ReadAsync(member, first))["readBy"].EnumerateArray()).GetString());
    }

    [SkippableFact]
    public async Task Role_WhenGiven_ThenSaysWhatTheMemberMay()
    {
        var (owner, member, other, chatId, _) = await NewGroupAsync();

        (await SetRoleAsync(member, chatId, other.UserId, "admin")).ExpectError(403, "chat.role_required");
        var given = (await SetRoleAsync(owner, chatId, member.UserId, "admin")).Expect(HttpStatusCode.OK);

        Assert.Equal((member.UserId, "admin"), (given["_id"].GetString(), given["role"].GetString()));
        var line = await LastLineAsync(owner, chatId);
        Assert.Equal($$"""{"event":"role.changed","userId":"{{member.UserId}}","role":"admin"}""", line);
        (await SetRoleAsync(owner, chatId, member.UserId, "admin")).Expect(HttpStatusCode.OK);
        Assert.Equal(3, (await ChatAsync(owner, chatId))["lastChange"].GetInt64());
        (await SetRoleAsync(member, chatId, other.UserId, "admin")).ExpectError(403, "chat.role_required");
        (await SetRoleAsync(member, chatId, member.UserId, "owner")).ExpectError(403, "chat.role_required");
        (await RemoveAsync(member, chatId, owner.UserId)).ExpectError(403, "chat.role_required");
        (await RemoveAsync(member, chatId, other.UserId)).Expect(HttpStatusCode.NoContent);
        (await SetRoleAsync(member, chatId, member.UserId, "member")).Expect(HttpStatusCode.OK);
        (await PatchAsync(member, chatId, """{ "title": "x" }""")).ExpectError(403, "chat.role_required");
    }

    [SkippableFact]
    public async Task Role_WhenTheCallIsBad_ThenIsRefused()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();

        (await SetRoleAsync(owner, chatId, member.UserId, "king")).ExpectError(400, "validation.role.allowed_values");
        (await owner.PutAsync($"{PathOfMember(chatId, member.UserId)}/role", "{}")).ExpectError(400, "validation.role.required");
        (await owner.PutAsync($"{PathOfMember(chatId, member.UserId)}/role", """{ "role": 1 }""")).ExpectError(400, "validation.role.wrong_type");
        (await SetRoleAsync(owner, chatId, (await Service.NewUserAsync()).UserId, "admin")).ExpectError(400, "validation.userId.not_a_member");
        (await SetRoleAsync(owner, chatId, Tokens.NewId(), "admin")).ExpectError(400, "validation.userId.not_a_member");
        (await SetRoleAsync(owner, chatId, "xyz", "admin")).ExpectError(400, "validation.userId.format");
    }

    [SkippableFact]
    public async Task LastOwner_WhenOthersAreThere_ThenStaysAndTheLastMemberMayLeave()
    {
        var (owner, member, other, chatId, _) = await NewGroupAsync();

        (await SetRoleAsync(owner, chatId, owner.UserId, "member")).ExpectError(409, "chat.last_owner");
        (await LeaveAsync(owner, chatId)).ExpectError(409, "chat.last_owner");
        (await RemoveAsync(owner, chatId, owner.UserId)).ExpectError(409, "chat.last_owner");
        (await LeaveAsync(other, chatId)).Expect(HttpStatusCode.NoContent);
        Assert.Equal("""{"event":"member.left"}""", await LastLineAsync(owner, chatId));
        (await LeaveAsync(member, chatId)).Expect(HttpStatusCode.NoContent);
        (await LeaveAsync(owner, chatId)).Expect(HttpStatusCode.NoContent);
        (await owner.GetAsync(PathOfChat(chatId))).ExpectError(403, "chat.not_a_member");

        // Nobody but an operator can add anybody then, and whoever comes is the owner.
        var system = Tokens.NewId();
        (await Service.Backend.PutAsync($"/api/v2/users/{system}", """{ "username": "Support", "kind": "system" }""")).Expect(HttpStatusCode.Created);
        var added = (await Service.Backend.SendAsync(HttpMethod.Put, PathOfMember(chatId, member.UserId), null, ("X-On-Behalf-Of", system))).Expect(HttpStatusCode.Created);
        Assert.Equal("owner", added["role"].GetString());
        Assert.Equal($$"""{"event":"member.added","userId":"{{member.UserId}}","role":"owner"}""", await LastLineAsync(member, chatId));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Owners_WhenTwoGoAtOnce_ThenOneStays(bool stepDown)
    {
        for (var i = 0; i < 5; i++)
        {
            var (one, two, other, chatId, _) = await NewGroupAsync();
            (await SetRoleAsync(one, chatId, two.UserId, "owner")).Expect(HttpStatusCode.OK);
            Task<Reply> GoAsync(Caller owner) => stepDown ? SetRoleAsync(owner, chatId, owner.UserId, "member") : LeaveAsync(owner, chatId);

            var replies = await Task.WhenAll(GoAsync(one), GoAsync(two));

            var refused = Assert.Single(replies, reply => (int)reply.Status >= 300);
            refused.ExpectError(409, "chat.last_owner");
            Assert.Single(RolesOf((await ChatAsync(other, chatId))["members"]), member => member.Role == "owner");
        }
    }

    [SkippableFact]
    public async Task Add_WhenThereAre256_ThenTheNextIsRefusedUntilSomebodyLeaves()
    {
        var owner = await Service.NewUserAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Service.NewUserAsync()));
        var made = await owner.PostAsync(ChatsPath, $$"""{ "title": "Crowd", "memberIds": ["{{string.Join("\", \"", others.Take(254).Select(other => other.UserId))}}"] }""");
        var chatId = made.Expect(HttpStatusCode.Created)["_id"].GetString()!;

        (await AddAsync(owner, chatId, others[254].UserId)).Expect(HttpStatusCode.Created);

        (await AddAsync(owner, chatId, others[255].UserId)).ExpectError(409, "chat.full");
        (await AddAsync(owner, chatId, others[254].UserId)).Expect(HttpStatusCode.OK);
        Assert.Equal((256, 2), ((await ChatAsync(owner, chatId))["members"].GetArrayLength(), (await ChatAsync(owner, chatId))["lastChange"].GetInt64()));
        (await LeaveAsync(others[0], chatId)).Expect(HttpStatusCode.NoContent);
        (await AddAsync(owner, chatId, others[255].UserId)).Expect(HttpStatusCode.Created);
    }
}
