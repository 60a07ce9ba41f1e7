using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Chats;

/// <summary>Chats that are made with a key, read, and given another title, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class ChangingContract(Service? service) : ChatContract(service)
{
    [SkippableFact]
    public async Task Create_WhenRepeatedWithItsKey_ThenIsTheSameChatAsItReadsThen()
    {
        var (owner, member) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        var (key, body) = (("Idempotency-Key", "group"), $$"""{ "memberIds": ["{{member.UserId}}"], "title": "Weekend" }""");
        var made = (await owner.PostAsync(ChatsPath, body, key)).Expect(HttpStatusCode.Created);
        var id = made["_id"].GetString()!;
        Assert.Null(made.Header("Idempotent-Replayed"));
        (await PatchAsync(owner, id, """{ "title": "Holiday" }""")).Expect(HttpStatusCode.OK);

        var replayed = (await owner.PostAsync(ChatsPath, body, key)).Expect(HttpStatusCode.Created);

        Assert.Equal((id, "Holiday", "true"), (replayed["_id"].GetString(), replayed["title"].GetString(), replayed.Header("Idempotent-Replayed")));
        (await owner.PostAsync(ChatsPath, body.Replace("Weekend", "Other", StringComparison.Ordinal), key)).ExpectError(409, "idempotency.key_reused");
        Assert.Equal([id], IdsOf((await owner.GetAsync(ChatsPath)).Expect(HttpStatusCode.OK)));
        Assert.NotEqual(id, (await member.PostAsync(ChatsPath, $$"""{ "memberIds": ["{{owner.UserId}}"], "title": "Weekend" }""", key)).Expect(HttpStatusCode.Created)["_id"].GetString());
    }

    /// <summary>The key is also that of a send, which has a space of its own.</summary>
    [SkippableFact]
    public async Task Create_WhenCalledAtOnceWithOneKey_ThenOneChatIsMade()
    {
        var (owner, member) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        var key = ("Idempotency-Key", "both");
        (await owner.SendAsync($$"""{ "type": "text", "targetUserId": "{{member.UserId}}", "content": "x" }""", key)).Expect(HttpStatusCode.Created);
        var body = $$"""{ "memberIds": ["{{member.UserId}}"], "title": "Weekend" }""";

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => owner.PostAsync(ChatsPath, body, key)));

        Assert.Single(replies.Select(reply => reply.Expect(HttpStatusCode.Created)["_id"].GetString()).Distinct());
        Assert.Single(replies, reply => reply.Header("Idempotent-Replayed") is null);
        Assert.Equal(2, (await owner.GetAsync(ChatsPath)).Expect(HttpStatusCode.OK)["items"].GetArrayLength());
    }

    [SkippableFact]
    public async Task Create_WhenRepeatedByWhoeverHasLeft_ThenTellsNothingOfTheChat()
    {
        var (owner, member) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        var (key, body) = (("Idempotency-Key", "group"), $$"""{ "memberIds": ["{{member.UserId}}"], "title": "Weekend" }""");
        var id = (await owner.PostAsync(ChatsPath, body, key)).Expect(HttpStatusCode.Created)["_id"].GetString()!;
        await SendAsync(member, id, "secret");
        (await SetRoleAsync(owner, id, member.UserId, "owner")).Expect(HttpStatusCode.OK);
        (await LeaveAsync(owner, id)).Expect(HttpStatusCode.NoContent);

        var replayed = (await owner.PostAsync(ChatsPath, body, key)).Expect(HttpStatusCode.Created);

        Assert.Equal((id, "true", "[]"), (replayed["_id"].GetString(), replayed.Header("Idempotent-Replayed"), replayed["members"].GetRawText()));
        Assert.All(new[] { "title", "photo", "lastMessage", "settings" }, name => Assert.Equal(JsonValueKind.Null, replayed[name].ValueKind));
        Assert.All(new[] { "lastSequence", "lastChange", "unreadCount", "unreadMentions" }, name => Assert.Equal(0, replayed[name].GetInt64()));
    }

    [SkippableFact]
    public async Task Create_WhenADirectChatIsOpenedWithAKey_ThenBothStatusesAreReplayed()
    {
        var (one, other) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        var body = $$"""{ "memberIds": ["{{other.UserId}}"] }""";

        foreach (var (key, status) in new[] { ("first", HttpStatusCode.Created), ("second", HttpStatusCode.OK) })
        {
            Assert.Null((await one.PostAsync(ChatsPath, body, ("Idempotency-Key", key))).Expect(status).Header("Idempotent-Replayed"));
            Assert.Equal("true", (await one.PostAsync(ChatsPath, body, ("Idempotency-Key", key))).Expect(status).Header("Idempotent-Replayed"));
        }
    }

    [SkippableFact]
    public async Task Chat_WhenRead_ThenIsThatOfTheListWithWhatItsMembersMayAndHowFarTheyAre()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        (await owner.PostAsync($"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);

        var chat = await ChatAsync(owner, chatId);

        Assert.Equal(NamesOf((await owner.GetAsync(ChatsPath))["items"][0]), NamesOf(chat.Json));
        Assert.All(chat["members"].EnumerateArray(), one => Assert.Equal(["_id", "username", "profilePhoto", "role", "joinedAt", "readUpTo", "deliveredUpTo", "muted", "mutedUntil"], NamesOf(one)));
        Assert.Equal(["owner", "member", "member"], RolesOf(chat["members"]).Select(one => one.Role));
        Assert.Equal((owner.UserId, 1, 1), (chat["members"][0].GetProperty("_id").GetString(), chat["members"][0].GetProperty("readUpTo").GetInt64(), chat["members"][0].GetProperty("deliveredUpTo").GetInt64()));
        Assert.Equal((1, 1), (chat["lastSequence"].GetInt64(), chat["lastChange"].GetInt64()));
        (await member.GetAsync(PathOfChat("x"))).ExpectError(400, "validation.chatId.format");
        (await member.GetAsync(PathOfChat(Tokens.NewId()))).ExpectError(404, "chat.not_found");
        (await (await Service.NewUserAsync()).GetAsync(PathOfChat(chatId))).ExpectError(403, "chat.not_a_member");
    }

    [SkippableFact]
    public async Task Title_WhenChanged_ThenIsTrimmedAndToldByALineThatTakesTwoNumbers()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();

        var chat = (await PatchAsync(owner, chatId, """{ "title": "  \"İyi\" & güzel " }""")).Expect(HttpStatusCode.OK);

        Assert.Equal("\"İyi\" & güzel", chat["title"].GetString());
        Assert.Equal((2, 3), (chat["lastSequence"].GetInt64(), chat["lastChange"].GetInt64()));
        var line = chat["lastMessage"];
        Assert.Equal(("system", owner.UserId, JsonValueKind.Null), (line.GetProperty("type").GetString(), line.GetProperty("senderId").GetString(), line.GetProperty("content").ValueKind));
        Assert.Equal(("chat.updated", "\"İyi\" & güzel"), (line.GetProperty("metadata").GetProperty("event").GetString(), line.GetProperty("metadata").GetProperty("title").GetString()));
        Assert.Equal(1, (await ChatAsync(member, chatId))["unreadCount"].GetInt64());
        var changes = await ChangesAsync(member, chatId, after: 1);
        Assert.Equal([2L, 3], NumbersOf(changes));
        var told = ItemsOf(changes).Last().GetProperty("chat");
        Assert.Equal(["_id", "username", "profilePhoto", "role", "joinedAt"], NamesOf(told.GetProperty("members")[0]));
        Assert.All(new[] { "unreadCount", "unreadMentions", "settings", "lastMessage" }, name => Assert.Equal(JsonValueKind.Null, told.GetProperty(name).ValueKind));
        Assert.Equal("""{"event":"chat.updated","title":null}""", (await PatchAsync(owner, chatId, """{ "title": null }""")).Expect(HttpStatusCode.OK)["lastMessage.metadata"].GetRawText());
    }

    [SkippableFact]
    public async Task Patch_WhenNothingChanges_ThenThereIsNoLineAndNoNumber()
    {
        var (owner, _, _, chatId, _) = await NewGroupAsync();
        var before = await ChatAsync(owner, chatId);

        foreach (var body in new[] { "{}", """{ "title": "Group" }""", """{ "title": " Group " }""", """{ "photo": null }""" })
            Assert.Equal(before.Text, (await PatchAsync(owner, chatId, body)).Expect(HttpStatusCode.OK).Text);
    }

    [SkippableFact]
    public async Task Title_WhenItIsTooLongOrBlank_ThenIsRefused()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();

        (await PatchAsync(owner, chatId, $$"""{ "title": "{{new string('x', 128)}}" }""")).Expect(HttpStatusCode.OK);
        (await PatchAsync(owner, chatId, $$"""{ "title": "{{new string('x', 129)}}" }""")).ExpectError(400, "validation.title.too_long");
        (await PatchAsync(owner, chatId, """{ "title": "   " }""")).ExpectError(400, "validation.title.blank");
        Assert.All((await PatchAsync(owner, chatId, $$"""{ "title": "{{new string(' ', 10_000)}}" }""")).Expect(HttpStatusCode.BadRequest).Codes, code => Assert.StartsWith("validation.title.", code, StringComparison.Ordinal));
        // What is around it does not count.
        (await PatchAsync(owner, chatId, $$"""{ "title": "{{new string('y', 128).PadRight(257)}}" }""")).Expect(HttpStatusCode.OK);
        (await PatchAsync(member, chatId, """{ "title": "x" }""")).ExpectError(403, "chat.role_required");
        (await PatchAsync(owner, chatId, """{ "titel": "x" }""")).ExpectError(400, "validation.titel.unknown");
        (await PatchAsync(owner, Tokens.NewId(), """{ "title": "x" }""")).ExpectError(404, "chat.not_found");
    }

    [SkippableFact]
    public async Task DirectChat_WhenAnythingButSettingsIsChanged_ThenIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var (one, other, chatId) = (conversation.Sender, conversation.Target, conversation.ChatId);

        (await PatchAsync(one, chatId, """{ "title": "x" }""")).ExpectError(409, "chat.direct");
        (await AddAsync(one, chatId, (await Service.NewUserAsync()).UserId)).ExpectError(409, "chat.direct");
        (await RemoveAsync(one, chatId, other.UserId)).ExpectError(409, "chat.direct");
        (await LeaveAsync(one, chatId)).ExpectError(409, "chat.direct");
        (await SetRoleAsync(one, chatId, other.UserId, "owner")).ExpectError(409, "chat.direct");
        (await SetAsync(one, chatId, """{ "pinned": true }""")).Expect(HttpStatusCode.OK);
        var chat = await ChatAsync(one, chatId);
        Assert.Equal(["member", "member"], RolesOf(chat["members"]).Select(member => member.Role));
        Assert.Equal((1, 1), (chat["lastSequence"].GetInt64(), chat["lastChange"].GetInt64()));
    }

    [SkippableFact]
    public async Task Line_WhenItIsEditedOrDeleted_ThenIsRefusedAndMayBeReactedToAndPinned()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var line = (await PatchAsync(owner, chatId, """{ "title": "x" }""")).Expect(HttpStatusCode.OK)["lastMessage._id"].GetString()!;

        (await EditAsync(owner, line, """{ "content": "x" }""")).ExpectError(409, "message.immutable");
        (await DeleteAsync(owner, line)).ExpectError(409, "message.immutable");
        (await ReactAsync(member, line, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(owner, line)).Expect(HttpStatusCode.OK);
        (await member.SendAsync($$"""{ "type": "text", "chatId": "{{chatId}}", "content": "x", "replyTo": "{{line}}" }""")).Expect(HttpStatusCode.Created);
        (await member.SendAsync($$"""{ "type": "system", "chatId": "{{chatId}}", "content": "x" }""")).ExpectError(400, "validation.type.allowed_values");
    }

    [SkippableFact]
    public async Task Operator_WhenItIsNoMember_ThenDoesWhatAnOwnerMayAndSendsNothing()
    {
        var (owner, member, other, chatId, messageId) = await NewGroupAsync();
        var system = Tokens.NewId();
        (await Service.Backend.PutAsync($"/api/v2/users/{system}", """{ "username": "Support", "kind": "system" }""")).Expect(HttpStatusCode.Created);
        Task<Hosting.Http.Reply> AsAsync(string method, string path, string? json = null) =>
            Service.Backend.SendAsync(new HttpMethod(method), path, json is null ? null : Caller.JsonBody(json), ("X-On-Behalf-Of", system));

        var chat = (await AsAsync("PATCH", PathOfChat(chatId), """{ "title": "Moderated" }""")).Expect(HttpStatusCode.OK);

        Assert.Equal((system, JsonValueKind.Null), (chat["lastMessage.senderId"].GetString(), chat["settings"].ValueKind));
        (await AsAsync("GET", $"/api/v2/messages/chat/{chatId}")).Expect(HttpStatusCode.OK);
        (await AsAsync("PUT", $"{PathOf(messageId)}/pin")).Expect(HttpStatusCode.OK);
        (await AsAsync("DELETE", PathOf(messageId))).Expect(HttpStatusCode.OK);
        (await AsAsync("PUT", $"{PathOfMember(chatId, member.UserId)}/role", """{ "role": "admin" }""")).Expect(HttpStatusCode.OK);
        (await AsAsync("DELETE", PathOfMember(chatId, other.UserId))).Expect(HttpStatusCode.NoContent);
        (await AsAsync("DELETE", PathOfMember(chatId, owner.UserId))).ExpectError(409, "chat.last_owner");
        (await AsAsync("POST", Caller.MessagesPath, $$"""{ "type": "text", "chatId": "{{chatId}}", "content": "x" }""")).ExpectError(403, "chat.not_a_member");
        (await AsAsync("PUT", $"{PathOfChat(chatId)}/settings", """{ "muted": true }""")).ExpectError(403, "chat.not_a_member");
    }
}
