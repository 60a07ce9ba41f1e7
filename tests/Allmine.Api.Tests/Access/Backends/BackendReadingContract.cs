using System.Globalization;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Chats;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Access.Backends;

/// <summary>A service that acts for nobody reads every chat, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class BackendReadingContract(Service? service) : ChatContract(service)
{
    private const string OnBehalfOf = "X-On-Behalf-Of";

    /// <summary>Every call that such a service may read by; <c>CHAT</c> and <c>MESSAGE</c> stand for those.</summary>
    public static TheoryData<string> Calls =>
    [
        "/api/v2/chats/CHAT/changes", "/api/v2/chats/CHAT/changes?after=2&limit=2", "/api/v2/chats/CHAT/changes?after=999", "/api/v2/chats/CHAT/pins",
        "/api/v2/messages/chat/CHAT", "/api/v2/messages/chat/CHAT?before=4&limit=2", "/api/v2/messages/chat/CHAT?after=1", "/api/v2/messages/chat/CHAT?around=2&limit=3",
        "/api/v2/messages/MESSAGE", "/api/v2/messages?ids=MESSAGE,64d15f9e2e6c8f4d5a999999",
    ];

    /// <summary>Nothing in these is a reader's own but reactions, and the owner has none.</summary>
    [SkippableTheory]
    [MemberData(nameof(Calls))]
    public async Task Read_WhenAServiceActsForNobody_ThenItIsWhatAMemberReadsWhoHasNothingOfTheirOwn(string call)
    {
        var (owner, member, _, chatId, messageId) = await NewLivelyGroupAsync();
        var path = Named(call, chatId, messageId);

        var reply = (await Service.Backend.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal((await owner.GetAsync(path)).Expect(HttpStatusCode.OK).Text, reply.Text);
        if (reply.Text.Contains("\"emoji\"", StringComparison.Ordinal))
            Assert.NotEqual((await member.GetAsync(path)).Expect(HttpStatusCode.OK).Text, reply.Text);
        var head = await Service.Backend.SendAsync(HttpMethod.Head, path, null);
        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
    }

    [SkippableFact]
    public async Task Chat_WhenAServiceActsForNobody_ThenNothingIsItsOwnAndWhoHasItMutedIsThere()
    {
        var (owner, member, other, chatId, _) = await NewLivelyGroupAsync();
        (await SetAsync(member, chatId, """{ "muted": true, "archived": true, "pinned": true }""")).Expect(HttpStatusCode.OK);
        (await SetAsync(other, chatId, """{ "mutedUntil": "2020-01-01T00:00:00.000Z" }""")).Expect(HttpStatusCode.OK);

        var chat = await ChatAsync(Service.Backend, chatId);
        var seen = await ChatAsync(owner, chatId);

        Assert.Equal((0L, 0L, "null"), (chat["unreadCount"].GetInt64(), chat["unreadMentions"].GetInt64(), chat["settings"].GetRawText()));
        Assert.True(seen["unreadCount"].GetInt64() > 0);
        foreach (var property in NamesOf(seen.Json).Except(["members", "unreadCount", "unreadMentions", "settings"]))
            Assert.Equal(seen[property].GetRawText(), chat[property].GetRawText());
        Assert.Equal(NamesOf(seen.Json), NamesOf(chat.Json));
        Assert.Equal(
            [(owner.UserId, "false", "null"), (member.UserId, "true", "null"), (other.UserId, "false", "\"2020-01-01T00:00:00.000Z\"")],
            MutingsOf(chat["members"]));
        Assert.Equal(WithoutMuting(seen["members"]), WithoutMuting(chat["members"]));
        Assert.Equal((HttpStatusCode.OK, 0), await HeadAsync(PathOfChat(chatId)));
    }

    /// <summary>For everybody else the two are there, and null; they come last.</summary>
    [SkippableFact]
    public async Task Members_WhenAnybodyElseReadsThem_ThenNoMutingIsTold()
    {
        var (owner, member, other, chatId, _) = await NewGroupAsync();
        var system = Tokens.NewId();
        (await Service.Backend.PutAsync($"/api/v2/users/{system}", """{ "username": "Support", "kind": "system" }""")).Expect(HttpStatusCode.Created);
        (await SetAsync(member, chatId, """{ "muted": true }""")).Expect(HttpStatusCode.OK);

        var chats = new[]
        {
            await ChatAsync(owner, chatId), await ChatAsync(member, chatId), await PatchAsync(owner, chatId, "{}"),
            await Service.Backend.GetAsync(PathOfChat(chatId), (OnBehalfOf, owner.UserId)), await Service.Backend.GetAsync(PathOfChat(chatId), (OnBehalfOf, system)),
        };

        Assert.All(chats, chat => Assert.All(MutingsOf(chat.Expect(HttpStatusCode.OK)["members"]), muting => Assert.Equal(("null", "null"), (muting.Muted, muting.Until))));
        foreach (var answer in new[] { await AddAsync(owner, chatId, member.UserId), await SetRoleAsync(owner, chatId, other.UserId, "admin") })
        {
            Assert.Equal(
                ["_id", "username", "profilePhoto", "role", "joinedAt", "readUpTo", "deliveredUpTo", "muted", "mutedUntil"], NamesOf(answer.Expect(HttpStatusCode.OK).Json));
            Assert.Equal(("null", "null"), (answer["muted"].GetRawText(), answer["mutedUntil"].GetRawText()));
        }
    }

    /// <summary>Members come and go: a service without a line of its own reads from the beginning, and is told to begin anew only past the end.</summary>
    [SkippableFact]
    public async Task Changes_WhenAMemberCameLate_ThenAServiceReadsFromAnyChangeOn()
    {
        var (owner, _, _, chatId, _) = await NewGroupAsync();
        var late = await Service.NewUserAsync();
        (await AddAsync(owner, chatId, late.UserId)).Expect(HttpStatusCode.Created);

        Assert.Equal([1L, 2, 3], NumbersOf(await ChangesAsync(Service.Backend, chatId)));
        Assert.Equal((false, "2 3"), Summary(await ChangesAsync(Service.Backend, chatId, after: 1)));
        Assert.Equal((true, "2 3"), Summary(await ChangesAsync(late, chatId, after: 1)));
        Assert.Equal((false, string.Empty), Summary(await ChangesAsync(Service.Backend, chatId, after: 3)));
        Assert.Equal((true, "1 2 3"), Summary(await ChangesAsync(Service.Backend, chatId, after: 4)));
        Assert.Equal(3, (await HistoryAsync(late, chatId)).Json.GetProperty("items").GetArrayLength() + 2);
        Assert.Equal(2, (await HistoryAsync(Service.Backend, chatId)).Json.GetProperty("items").GetArrayLength());
    }

    [SkippableFact]
    public async Task Pins_WhenAServicePages_ThenEachIsGivenOnceByACursorOfItsOwn()
    {
        var (owner, member, _, chatId, first) = await NewGroupAsync();
        var second = await SendAsync(member, chatId);
        foreach (var id in new[] { first, second })
            (await PinAsync(owner, id)).Expect(HttpStatusCode.OK);
        var path = $"{PathOfChat(chatId)}/pins";

        var page = (await Service.Backend.GetAsync($"{path}?limit=1")).Expect(HttpStatusCode.OK);
        var rest = (await Service.Backend.GetAsync($"{path}?cursor={page["nextCursor"].GetString()}")).Expect(HttpStatusCode.OK);

        Assert.Equal([second, first], IdsOf(page).Concat(IdsOf(rest)));
        Assert.Equal(JsonValueKind.Null, rest["nextCursor"].ValueKind);
        (await owner.GetAsync($"{path}?cursor={page["nextCursor"].GetString()}")).ExpectError(400, "validation.cursor.format");
    }

    [SkippableFact]
    public async Task Chat_WhenEverybodyHasLeft_ThenAServiceReadsItAllTheSame()
    {
        var (owner, member, other, chatId, messageId) = await NewGroupAsync();
        foreach (var one in new[] { other, member, owner })
            (await LeaveAsync(one, chatId)).Expect(HttpStatusCode.NoContent);

        Assert.Equal(0, (await ChatAsync(Service.Backend, chatId))["members"].GetArrayLength());
        Assert.Equal(4, (await HistoryAsync(Service.Backend, chatId))["items"].GetArrayLength());
        Assert.Equal(messageId, (await ReadAsync(Service.Backend, messageId))["_id"].GetString());
        (await owner.GetAsync(PathOfChat(chatId))).ExpectError(403, "chat.not_a_member");
    }

    /// <summary>A direct chat has two members, whatever they have blocked.</summary>
    [SkippableFact]
    public async Task Chat_WhenItIsDirect_ThenAServiceReadsItAndWhoHasItMuted()
    {
        var conversation = await Service.NewConversationAsync();
        (await SetAsync(conversation.Target, conversation.ChatId, """{ "mutedUntil": "2130-01-01T00:00:00.000Z" }""")).Expect(HttpStatusCode.OK);
        (await conversation.Target.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{conversation.Sender.UserId}", null)).Expect(HttpStatusCode.NoContent);

        var chat = await ChatAsync(Service.Backend, conversation.ChatId);

        Assert.Contains((conversation.Target.UserId, "true", "\"2130-01-01T00:00:00.000Z\""), MutingsOf(chat["members"]));
        Assert.Contains((conversation.Sender.UserId, "false", "null"), MutingsOf(chat["members"]));
        Assert.Equal(1, (await HistoryAsync(Service.Backend, conversation.ChatId))["items"].GetArrayLength());
    }

    [SkippableFact]
    public async Task Read_WhenWhatIsNamedIsNotThere_ThenItIsNotFoundOrLeftOut()
    {
        var (chat, id) = ($"/api/v2/chats/{Tokens.NewId()}", Tokens.NewId());

        foreach (var path in new[] { chat, $"{chat}/changes", $"{chat}/pins", $"/api/v2/messages/chat/{id}", $"/api/v2/messages/chat/{id}?around=1" })
            (await Service.Backend.GetAsync(path)).ExpectError(404, "chat.not_found");
        (await Service.Backend.GetAsync(PathOf(id))).ExpectError(404, "message.not_found");
        Assert.Equal("""{"items":[],"hasMore":false}""", (await Service.Backend.GetAsync($"/api/v2/messages?ids={id}")).Expect(HttpStatusCode.OK).Text);
        (await Service.Backend.GetAsync("/api/v2/chats/nonsense")).ExpectError(400, "validation.chatId.format");
        (await Service.Backend.GetAsync($"{chat}/changes?after=-1")).ExpectError(400, "validation.after.range");
        (await Service.Backend.GetAsync($"{chat}/pins?cursor=x")).ExpectError(400, "validation.cursor.format");
        (await Service.Backend.GetAsync($"/api/v2/messages/chat/{id}?before=0&limit=101&more=1")).ExpectError(
            400, "validation.before.range", "validation.limit.range", "validation.more.unknown");
        (await Service.Backend.GetAsync("/api/v2/messages")).ExpectError(400, "validation.ids.required");
    }

    /// <summary>With a person in the header it reads as that person, who must be known.</summary>
    [SkippableTheory]
    [MemberData(nameof(Calls))]
    public async Task Read_WhenAServiceActsForSomebody_ThenItReadsAsThatPerson(string call)
    {
        var (_, member, _, chatId, messageId) = await NewLivelyGroupAsync();
        var stranger = await Service.NewUserAsync();
        var path = Named(call, chatId, messageId);

        Assert.Equal((await member.GetAsync(path)).Expect(HttpStatusCode.OK).Text, (await Service.Backend.GetAsync(path, (OnBehalfOf, member.UserId))).Expect(HttpStatusCode.OK).Text);
        var asStranger = await Service.Backend.GetAsync(path, (OnBehalfOf, stranger.UserId));
        Assert.Equal((await stranger.GetAsync(path)).Status, asStranger.Status);
        Assert.DoesNotContain(messageId, asStranger.Text, StringComparison.Ordinal);
        (await Service.Backend.GetAsync(path, (OnBehalfOf, Tokens.NewId()))).ExpectError(403, "auth.forbidden");
        (await Service.Backend.GetAsync(path, (OnBehalfOf, "nobody"))).ExpectError(400, "validation.onBehalfOf.format");
        (await Service.Anonymous.GetAsync(path)).ExpectError(401, "auth.required");
    }

    /// <summary>What is changed, and what is somebody's own, is for a user.</summary>
    [SkippableFact]
    public async Task Call_WhenItIsNoReading_ThenAServiceNamesAUser()
    {
        var (_, _, _, chatId, messageId) = await NewGroupAsync();
        (string Method, string Path, string? Body)[] calls =
        [
            ("GET", "/api/v2/chats", null), ("POST", "/api/v2/sync", $$"""{ "chats": { "{{chatId}}": 0 } }"""), ("GET", $"{PathOf(messageId)}/reactions", null),
            ("POST", $"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 1 }"""), ("POST", $"/api/v2/messages/chat/{chatId}/delivered", """{ "sequence": 1 }"""),
            ("PUT", $"{PathOfChat(chatId)}/settings", """{ "muted": true }"""), ("PATCH", PathOfChat(chatId), """{ "title": "x" }"""), ("PUT", $"{PathOf(messageId)}/pin", null),
        ];

        foreach (var (method, path, body) in calls)
            (await Service.Backend.SendAsync(new HttpMethod(method), path, body is null ? null : Caller.JsonBody(body))).ExpectError(403, "auth.forbidden");
    }

    /// <summary>A group with a text that the member has sent, edited, reacted to and pinned, one deleted, and two more.</summary>
    private async Task<(Caller Owner, Caller Member, Caller Other, string ChatId, string MessageId)> NewLivelyGroupAsync()
    {
        var (owner, member, other, chatId, messageId) = await NewGroupAsync();
        (await EditAsync(member, messageId, """{ "content": "edited" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(member, messageId, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(owner, messageId)).Expect(HttpStatusCode.OK);
        (await DeleteAsync(member, await SendAsync(member, chatId))).Expect(HttpStatusCode.OK);
        (await PatchAsync(owner, chatId, """{ "title": "Lively" }""")).Expect(HttpStatusCode.OK);
        await SendAsync(member, chatId);
        await SendAsync(other, chatId);
        return (owner, member, other, chatId, messageId);
    }

    private async Task<(HttpStatusCode Status, int Length)> HeadAsync(string path)
    {
        var head = await Service.Backend.SendAsync(HttpMethod.Head, path, null);
        return (head.Status, head.Body.Length);
    }

    private static string Named(string call, string chatId, string messageId) =>
        call.Replace("CHAT", chatId, StringComparison.Ordinal).Replace("MESSAGE", messageId, StringComparison.Ordinal);

    private static (bool Reset, string Changes) Summary(Reply page) =>
        (page["reset"].GetBoolean(), string.Join(' ', NumbersOf(page).Select(number => number.ToString(CultureInfo.InvariantCulture))));

    private static IEnumerable<(string Id, string Muted, string Until)> MutingsOf(JsonElement members) => members.EnumerateArray().Select(
        member => (member.GetProperty("_id").GetString()!, member.GetProperty("muted").GetRawText(), member.GetProperty("mutedUntil").GetRawText()));

    private static IEnumerable<string> WithoutMuting(JsonElement members) => members.EnumerateArray().Select(
        member => string.Join(' ', member.EnumerateObject().Where(property => property.Name is not ("muted" or "mutedUntil")).Select(property => $"{property}")));
}
