using System.Net;
using System.Text;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Life;

/// <summary>Reactions and pins, on either store.</summary>
/// <inheritdoc cref="LifeContract" path="/param"/>
public abstract class ReactingContract(Service? service) : LifeContract(service)
{
    [SkippableFact]
    public async Task React_WhenSeveralDo_ThenKindsAreCountedOldestFirstAndOnesOwnIsMarked()
    {
        var (admin, member, other, _, id) = await NewGroupAsync();
        foreach (var (caller, emoji) in new[] { (member, "🎉"), (admin, "👍"), (other, "🎉"), (member, "👍") })
            (await ReactAsync(caller, id, emoji)).Expect(HttpStatusCode.OK);

        var taken = (await ReactAsync(member, id, "🎉", isSet: false)).Expect(HttpStatusCode.OK);

        Assert.Equal("""[{"emoji":"🎉","count":1,"mine":false},{"emoji":"👍","count":2,"mine":true}]""", Unescaped(taken["reactions"]));
        Assert.Equal("""[{"emoji":"🎉","count":1,"mine":true},{"emoji":"👍","count":2,"mine":false}]""", Unescaped((await ReadAsync(other, id))["reactions"]));
        // Gone and back, it is the youngest kind.
        await ReactAsync(other, id, "🎉", isSet: false);
        await ReactAsync(other, id, "🎉");
        Assert.Equal("""[{"emoji":"👍","count":2,"mine":false},{"emoji":"🎉","count":1,"mine":true}]""", Unescaped((await ReadAsync(other, id))["reactions"]));
        Assert.Equal(JsonValueKind.Null, taken["editedAt"].ValueKind);
        Assert.Equal(taken["createdAt"].GetString(), taken["updatedAt"].GetString());
    }

    [SkippableFact]
    public async Task React_WhenRepeated_ThenChangesNothing()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        var once = (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);

        Assert.Equal(once.Text, (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK).Text);
        (await ReactAsync(conversation.Target, id, "🎉", isSet: false)).Expect(HttpStatusCode.OK);
        Assert.Equal(3, await LastChangeAsync(conversation.Sender, conversation.ChatId));
    }

    [SkippableFact]
    public async Task React_WhenAStranger_ThenThereIsNoSuchMessage()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        var stranger = await Service.NewUserAsync();

        (await ReactAsync(stranger, id, "👍")).ExpectError(404, "message.not_found");
        (await ReactAsync(stranger, id, "👍", isSet: false)).ExpectError(404, "message.not_found");
        (await PinAsync(stranger, id)).ExpectError(404, "message.not_found");
        (await stranger.GetAsync($"{PathOf(id)}/reactions")).ExpectError(404, "message.not_found");
    }

    [SkippableTheory]
    [InlineData("%F0%9F%91%8D", true)]
    [InlineData("a", true)]
    [InlineData("%25", true)]
    [InlineData("...", true)]
    [InlineData("01234567890123456789012345678901", true)]
    [InlineData("012345678901234567890123456789012", false)]
    [InlineData("a%20b", false)]
    [InlineData("%C2%A0", false)]
    [InlineData("%0A", false)]
    [InlineData("%01", false)]
    [InlineData("%F0%9F", false)]
    [InlineData("%zz", false)]
    [InlineData("%", false)]
    [InlineData("a%2Fb", false)]
    [InlineData("%2F", false)]
    public async Task React_WhenTheEmojiIsWritten_ThenIsTakenOrRefusedByItsRule(string written, bool isTaken)
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        foreach (var method in new[] { "PUT", "DELETE" })
        {
            var reply = await RawAsync(conversation.Sender, method, $"{PathOf(id)}/reactions/{written}");
            if (isTaken)
                reply.Expect(HttpStatusCode.OK);
            else
                reply.ExpectError(400, "validation.emoji.format");
        }
    }

    [SkippableTheory]
    [InlineData("reactions/.")]
    [InlineData("reactions/..")]
    [InlineData("reactions/%2e%2e")]
    [InlineData("reactions/%2E")]
    [InlineData("reactions/.%2e")]
    [InlineData("reactions/%2e%2e/")]
    [InlineData("reactions/")]
    [InlineData("reactions")]
    [InlineData("reactions/a/..")]
    public async Task Delete_WhenThePathHasDots_ThenNoMessageIsDeleted(string rest)
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        var reply = await RawAsync(conversation.Sender, "DELETE", $"{PathOf(id)}/{rest}");

        reply.ExpectError((int)reply.Status, reply.Status switch
        {
            HttpStatusCode.MethodNotAllowed => "route.method_not_allowed",
            HttpStatusCode.BadRequest => "validation.emoji.format",
            _ => "route.not_found",
        });
        (await RawAsync(conversation.Sender, "DELETE", $"{PathOf(id)}/x/../../{id}")).ExpectError(404, "route.not_found");
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(conversation.Sender, id))["deletedAt"].ValueKind);
    }

    [SkippableFact]
    public async Task React_WhenThereAreTwentyKinds_ThenAnotherIsRefusedAndOneOfThemIsNot()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        for (var i = 0; i < 20; i++)
            (await ReactAsync(conversation.Sender, id, $"k{i}")).Expect(HttpStatusCode.OK);

        (await ReactAsync(conversation.Target, id, "k20")).ExpectError(409, "message.reactions_full");
        Assert.Equal(2, (await ReactAsync(conversation.Target, id, "k19")).Expect(HttpStatusCode.OK)["reactions"][19].GetProperty("count").GetInt32());
    }

    [SkippableFact]
    public async Task Reactions_WhenListed_ThenTellWhoPageByPage()
    {
        var (admin, member, other, _, id) = await NewGroupAsync();
        foreach (var (caller, emoji) in new[] { (member, "🎉"), (admin, "👍"), (other, "🎉") })
            (await ReactAsync(caller, id, emoji)).Expect(HttpStatusCode.OK);

        var page = (await admin.GetAsync($"{PathOf(id)}/reactions?limit=2")).Expect(HttpStatusCode.OK);
        var rest = (await admin.GetAsync($"{PathOf(id)}/reactions?limit=2&cursor={Uri.EscapeDataString(page["nextCursor"].GetString()!)}")).Expect(HttpStatusCode.OK);

        Assert.Equal([(member.UserId, "🎉"), (admin.UserId, "👍"), (other.UserId, "🎉")], ItemsOf(page).Concat(ItemsOf(rest)).Select(item => (item.GetProperty("userId").GetString()!, item.GetProperty("emoji").GetString()!)));
        Assert.Equal(JsonValueKind.Null, rest["nextCursor"].ValueKind);
        Assert.Single(ItemsOf(await admin.GetAsync($"{PathOf(id)}/reactions?emoji={Uri.EscapeDataString("👍")}")));
        (await admin.GetAsync($"{PathOf(id)}/reactions?emoji=a%20b")).ExpectError(400, "validation.emoji.format");
        (await admin.GetAsync($"{PathOf(id)}/reactions?cursor=x")).ExpectError(400, "validation.cursor.format");
    }

    [SkippableFact]
    public async Task Pin_WhenOneOfADirectChat_ThenIsListedNewestFirst()
    {
        var conversation = await Service.NewConversationAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await conversation.SendAsync($"{i}"))["_id"].GetString()!);
        foreach (var i in new[] { 1, 0, 2 })
            (await PinAsync(i == 0 ? conversation.Sender : conversation.Target, ids[i])).Expect(HttpStatusCode.OK);
        Assert.Equal((await PinAsync(conversation.Sender, ids[1]))["pinnedAt"].GetString(), (await ReadAsync(conversation.Target, ids[1]))["pinnedAt"].GetString());

        var pins = (await conversation.Target.GetAsync($"/api/v2/chats/{conversation.ChatId}/pins?limit=2")).Expect(HttpStatusCode.OK);
        var rest = await conversation.Target.GetAsync($"/api/v2/chats/{conversation.ChatId}/pins?limit=2&cursor={Uri.EscapeDataString(pins["nextCursor"].GetString()!)}");

        Assert.Equal([ids[2], ids[0], ids[1]], ItemsOf(pins).Concat(ItemsOf(rest)).Select(item => item.GetProperty("_id").GetString()!));
        (await PinAsync(conversation.Sender, ids[0], isSet: false)).Expect(HttpStatusCode.OK);
        Assert.Equal([ids[2], ids[1]], ItemsOf(await conversation.Target.GetAsync($"/api/v2/chats/{conversation.ChatId}/pins")).Select(item => item.GetProperty("_id").GetString()!));
        (await (await Service.NewUserAsync()).GetAsync($"/api/v2/chats/{conversation.ChatId}/pins")).ExpectError(403, "chat.not_a_member");
    }

    [SkippableFact]
    public async Task Pin_WhenInAGroup_ThenOnlyTheAdminMay()
    {
        var (admin, member, _, _, id) = await NewGroupAsync();

        (await PinAsync(member, id)).ExpectError(403, "chat.role_required");
        (await PinAsync(admin, id)).Expect(HttpStatusCode.OK);
        (await PinAsync(member, id, isSet: false)).ExpectError(403, "chat.role_required");
        (await PinAsync(admin, id, isSet: false)).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Pin_WhenThereAreAHundred_ThenAnotherIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 101).Select(async i => (await conversation.SendAsync($"{i}"))["_id"].GetString()!));
        foreach (var id in ids.Take(100))
            (await PinAsync(conversation.Target, id)).Expect(HttpStatusCode.OK);

        (await PinAsync(conversation.Target, ids[100])).ExpectError(409, "chat.pins_full");
        (await PinAsync(conversation.Target, ids[0], isSet: false)).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Target, ids[100])).Expect(HttpStatusCode.OK);
    }

    /// <summary>The path as it is written; a decent client would change it.</summary>
    private async Task<Reply> RawAsync(Caller caller, string method, string path) =>
        await RawHttp.ExchangeAsync(Service.Address, Encoding.ASCII.GetBytes(RawHttp.HeadOf(Service.Address, method, path, Tokens.ForUser(caller.UserId), "Content-Length: 0")))
        ?? throw new InvalidOperationException("The connection ended without an answer.");

    private static string Unescaped(JsonElement reactions) =>
        $"[{string.Join(',', reactions.EnumerateArray().Select(one => $$"""{"emoji":"{{one.GetProperty("emoji").GetString()}}","count":{{one.GetProperty("count")}},"mine":{{one.GetProperty("mine").GetRawText()}}}"""))}]";
}
