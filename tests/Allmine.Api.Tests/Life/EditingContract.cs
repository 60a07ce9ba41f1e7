using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Life;

/// <summary>Editing messages, on either store.</summary>
/// <inheritdoc cref="LifeContract" path="/param"/>
public abstract class EditingContract(Service? service) : LifeContract(service)
{
    private static readonly string[] AddedProperties = ["version", "editedAt", "deletedAt", "reactions", "pinnedAt", "deliveredTo", "change"];

    [SkippableFact]
    public async Task Send_WhenNothingHasHappenedToIt_ThenTheAddedPropertiesSaySo()
    {
        var sent = await (await Service.NewConversationAsync()).SendAsync();

        Assert.Equal(AddedProperties, sent.Json.EnumerateObject().Select(property => property.Name).SkipWhile(name => name != "version"));
        Assert.Equal("1,null,null,[],null,[],2", string.Join(',', AddedProperties.Select(name => sent[name].GetRawText())));
    }

    [SkippableFact]
    public async Task Edit_WhenItIsOnesOwnText_ThenTheWordsChangeAndTheRestStays()
    {
        var conversation = await Service.NewConversationAsync();
        var sent = await conversation.SendAsync("before");
        var id = sent["_id"].GetString()!;

        var edited = (await EditAsync(conversation.Sender, id, """{ "content": "after" }""")).Expect(HttpStatusCode.OK);

        Assert.Equal(("after", 2, 3L), (edited["content"].GetString(), edited["version"].GetInt32(), edited["change"].GetInt64()));
        Assert.Equal(edited["editedAt"].GetString(), edited["updatedAt"].GetString());
        Assert.Equal(sent["createdAt"].GetString(), edited["createdAt"].GetString());
        Assert.Equal(2, edited["sequence"].GetInt64());
        Assert.Equal(edited.Text, (await ReadAsync(conversation.Target, id)).Text);
        Assert.Equal("after", (await conversation.Target.GetAsync("/api/v2/chats"))["items"][0].GetProperty("lastMessage").GetProperty("content").GetString());
        Assert.Equal(3, (await conversation.Target.GetAsync("/api/v2/chats"))["items"][0].GetProperty("lastChange").GetInt64());
    }

    [SkippableFact]
    public async Task Edit_WhenAPropertyIsLeftOutOrNull_ThenItStaysOrGoes()
    {
        var conversation = await Service.NewConversationAsync();
        var sent = await conversation.Sender.SendAsync($$"""{ "type": "text", "chatId": "{{conversation.ChatId}}", "content": "words", "metadata": { "a": 1 } }""");
        var id = sent.Expect(HttpStatusCode.Created)["_id"].GetString()!;

        var edited = await EditAsync(conversation.Sender, id, """{ "metadata": { "b" : 2.0 } }""");
        Assert.Equal(("words", """{"b":2.0}"""), (edited["content"].GetString(), edited["metadata"].GetRawText()));
        edited = await EditAsync(conversation.Sender, id, """{ "metadata": null }""");
        Assert.Equal(("words", JsonValueKind.Null, 3), (edited["content"].GetString(), edited["metadata"].ValueKind, edited["version"].GetInt32()));
        (await EditAsync(conversation.Sender, id, """{ "content": null }""")).ExpectError(400, "validation.content.required");
        Assert.Equal(3, (await ReadAsync(conversation.Sender, id))["version"].GetInt32());
    }

    [SkippableFact]
    public async Task Edit_WhenItChangesNothing_ThenMakesNoVersionWhateverIfMatchSays()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync("same"))["_id"].GetString()!;

        foreach (var (body, match) in new[] { ("{ }", "\"7\""), ("""{ "content": "same" }""", "\"7\""), ("""{ "content": "same", "metadata": null }""", "*") })
            Assert.Equal((1, 2L), ((await EditAsync(conversation.Sender, id, body, ("If-Match", match))).Expect(HttpStatusCode.OK)["version"].GetInt32(), await LastChangeAsync(conversation.Sender, conversation.ChatId)));
    }

    [SkippableTheory]
    [InlineData("*", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"2\"", false)]
    public async Task Edit_WhenIfMatchNamesAVersion_ThenOnlyThatOneIsEdited(string match, bool isDone)
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        var reply = await EditAsync(conversation.Sender, id, """{ "content": "after" }""", ("If-Match", match));

        if (isDone)
            reply.Expect(HttpStatusCode.OK);
        else
            reply.ExpectError(412, "message.version_conflict");
        Assert.Equal(isDone ? "after" : "Hello there!", (await ReadAsync(conversation.Sender, id))["content"].GetString());
    }

    [SkippableTheory]
    [InlineData("W/\"3\"")]
    [InlineData("x")]
    [InlineData("3")]
    [InlineData("\"0\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"99999999999\"")]
    public async Task Edit_WhenIfMatchHasAnotherForm_ThenIsRefused(string match)
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        (await EditAsync(conversation.Sender, id, """{ "content": "after" }""", ("If-Match", match))).ExpectError(400, "validation.ifMatch.format");
    }

    [SkippableFact]
    public async Task Edit_WhenTheTextBreaksARule_ThenIsRefusedAndNothingChanges()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        (await EditAsync(conversation.Sender, id, $$"""{ "content": "{{new string('x', 5000)}}" }""")).Expect(HttpStatusCode.OK);
        (await EditAsync(conversation.Sender, id, $$"""{ "content": "{{new string('x', 5001)}}" }""")).ExpectError(400, "validation.content.too_long");
        (await EditAsync(conversation.Sender, id, """{ "content": " \t " }""")).ExpectError(400, "validation.content.blank");
        (await EditAsync(conversation.Sender, id, """{ "content": "a\u0000b" }""")).ExpectError(400, "validation.content.characters");
        (await EditAsync(conversation.Sender, id, """{ "content": 3 }""")).ExpectError(400, "validation.content.wrong_type");
        (await EditAsync(conversation.Sender, id, """{ "words": "x" }""")).ExpectError(400, "validation.words.unknown");
        (await EditAsync(conversation.Sender, id, """{ "metadata": [1] }""")).ExpectError(400, "validation.metadata.wrong_type");
        (await EditAsync(conversation.Sender, id, $$"""{ "metadata": { "a": "{{new string('x', 4089)}}" } }""")).ExpectError(400, "validation.metadata.too_long");
        Assert.Equal(2, (await ReadAsync(conversation.Sender, id))["version"].GetInt32());
    }

    [SkippableFact]
    public async Task Edit_WhenItIsNotOnesOwn_ThenIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;

        (await EditAsync(conversation.Target, id, """{ "content": "after" }""")).ExpectError(403, "auth.forbidden");
        (await EditAsync(await Service.NewUserAsync(), id, """{ "content": "after" }""")).ExpectError(404, "message.not_found");
        (await EditAsync(conversation.Sender, Tokens.NewId(), """{ "content": "after" }""")).ExpectError(404, "message.not_found");
        (await EditAsync(Service.Backend, id, """{ "content": "after" }""", ("X-On-Behalf-Of", conversation.Sender.UserId))).Expect(HttpStatusCode.OK);
        (await EditAsync(Service.Backend, id, """{ "content": "after" }""")).ExpectError(403, "auth.forbidden");
    }

    [SkippableFact]
    public async Task Edit_WhenOneHasBlockedTheOther_ThenIsRefusedAndDeletingIsNot()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync())["_id"].GetString()!;
        (await ReactAsync(conversation.Sender, id, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);
        (await conversation.Target.PutAsync($"/api/v2/blocks/{conversation.Sender.UserId}", "")).Expect(HttpStatusCode.NoContent);

        (await EditAsync(conversation.Sender, id, """{ "content": "after" }""")).ExpectError(403, "chat.blocked");
        (await ReactAsync(conversation.Sender, id, "🎉")).ExpectError(403, "chat.blocked");
        (await PinAsync(conversation.Sender, (await ReadAsync(conversation.Sender, id))["_id"].GetString()!, isSet: false)).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Sender, id)).ExpectError(403, "chat.blocked");
        (await ReactAsync(conversation.Sender, id, "👍", isSet: false)).Expect(HttpStatusCode.OK);
        (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Edit_WhenTheMessageMovesCredits_ThenIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var id = await SendCreditsAsync(conversation);
        var before = await ReadAsync(conversation.Target, id);

        (await EditAsync(conversation.Sender, id, """{ "content": "after" }""")).ExpectError(409, "message.immutable");
        (await DeleteAsync(conversation.Sender, id)).ExpectError(409, "message.immutable");
        // A stranger's word comes before what the message is.
        (await EditAsync(conversation.Target, id, """{ "content": "after" }""")).ExpectError(403, "auth.forbidden");
        Assert.Equal(before.Text, (await ReadAsync(conversation.Target, id)).Text);
        (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);
        (await PinAsync(conversation.Target, id)).Expect(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Versions_WhenEdited_ThenAllAreThereForTheSenderAndServices()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync("one"))["_id"].GetString()!;
        foreach (var words in new[] { "two", "three" })
            (await EditAsync(conversation.Sender, id, $$"""{ "content": "{{words}}" }""")).Expect(HttpStatusCode.OK);

        var page = (await conversation.Sender.GetAsync($"{PathOf(id)}/versions")).Expect(HttpStatusCode.OK);

        Assert.Equal(["one", "two", "three"], ItemsOf(page).Select(item => item.GetProperty("content").GetString()));
        Assert.Equal([1, 2, 3], ItemsOf(page).Select(item => item.GetProperty("version").GetInt32()));
        Assert.False(page["hasMore"].GetBoolean());
        var part = await Service.Backend.GetAsync($"{PathOf(id)}/versions?after=1&limit=1");
        Assert.Equal(("two", true), (part["items"][0].GetProperty("content").GetString(), part["hasMore"].GetBoolean()));
        (await conversation.Target.GetAsync($"{PathOf(id)}/versions")).ExpectError(403, "auth.forbidden");
        (await (await Service.NewUserAsync()).GetAsync($"{PathOf(id)}/versions")).ExpectError(404, "message.not_found");
        (await conversation.Sender.GetAsync($"{PathOf(id)}/versions?limit=101")).ExpectError(400, "validation.limit.range");
        (await conversation.Sender.GetAsync($"{PathOf(id)}/versions?after=-1")).ExpectError(400, "validation.after.range");
    }

    [SkippableFact]
    public async Task Edit_WhenTheMessageHasAHundredVersions_ThenAnotherIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        var id = (await conversation.SendAsync("1"))["_id"].GetString()!;
        for (var i = 2; i <= 100; i++)
            (await EditAsync(conversation.Sender, id, $$"""{ "content": "{{i}}" }""")).Expect(HttpStatusCode.OK);

        (await EditAsync(conversation.Sender, id, """{ "content": "101" }""")).ExpectError(409, "message.versions_full");
        Assert.Equal(100, ItemsOf(await conversation.Sender.GetAsync($"{PathOf(id)}/versions")).Count());
    }

    [SkippableFact]
    public async Task Replay_WhenTheMessageWasEditedOrDeleted_ThenItIsTheFirstVersionOrTheTombstone()
    {
        var conversation = await Service.NewConversationAsync();
        var sent = await conversation.SendAsync("first", ("Idempotency-Key", "r"));
        var id = sent["_id"].GetString()!;
        (await EditAsync(conversation.Sender, id, """{ "content": "second" }""")).Expect(HttpStatusCode.OK);
        (await ReactAsync(conversation.Target, id, "👍")).Expect(HttpStatusCode.OK);

        Assert.Equal(sent.Text, (await conversation.SendAsync("first", ("Idempotency-Key", "r"))).Text);

        (await DeleteAsync(conversation.Sender, id)).Expect(HttpStatusCode.OK);
        var replayed = await conversation.SendAsync("first", ("Idempotency-Key", "r"));
        Assert.Equal(JsonValueKind.Null, replayed["content"].ValueKind);
        Assert.NotEqual(JsonValueKind.Null, replayed["deletedAt"].ValueKind);
    }
}
