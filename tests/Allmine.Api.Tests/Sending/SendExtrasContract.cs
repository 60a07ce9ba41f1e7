using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Sending;

/// <summary>What goes with a message beside what it carries, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class SendExtrasContract(Service? service)
{
    private static readonly string[] AddedProperties = ["sequence", "metadata", "silent", "replyTo", "mentions"];

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Send_WhenNothingGoesWithIt_ThenTheAddedPropertiesSaySo()
    {
        var sent = await (await Service.NewConversationAsync()).SendAsync();

        Assert.Equal(AddedProperties, sent.Json.EnumerateObject().Select(property => property.Name).SkipWhile(name => name != "sequence").TakeWhile(name => name != "version"));
        Assert.Equal("""null,false,null,[]""", string.Join(',', AddedProperties.Skip(1).Select(name => sent[name].GetRawText())));
    }

    [SkippableTheory]
    [InlineData("""{ "a" : 1e999 , "b" : 0.10, "c":"\u0041\/ x\"  y" }""", """{"a":1e999,"b":0.10,"c":"\u0041\/ x\"  y"}""")]
    [InlineData("""{"z":[{"y":[1]}],"a":123456789012345678901234567890}""", """{"z":[{"y":[1]}],"a":123456789012345678901234567890}""")]
    [InlineData("""{ }""", """{}""")]
    public async Task Metadata_WhenSent_ThenComesBackAsWrittenWithoutWhiteSpace(string written, string kept)
    {
        var conversation = await Service.NewConversationAsync();

        var sent = await SendAsync(conversation, $$""" "metadata": {{written}} """, ("Idempotency-Key", "m"));

        Assert.Equal(kept, sent["metadata"].GetRawText());
        Assert.Equal(kept, (await conversation.Target.GetAsync($"/api/v2/messages/{sent["_id"]}"))["metadata"].GetRawText());
        Assert.Equal(kept, LastOf(await conversation.HistoryAsync()).GetProperty("metadata").GetRawText());
        // The same compact text is the same body, and another text is not.
        Assert.Equal(sent.Text, (await SendAsync(conversation, $$""" "metadata": {{kept}} """, ("Idempotency-Key", "m"))).Text);
        (await conversation.Sender.SendAsync(Body(conversation, """ "metadata": {"other":1} """), ("Idempotency-Key", "m"))).ExpectError(409, "idempotency.key_reused");
    }

    [SkippableFact]
    public async Task Metadata_WhenItIsAtItsLimits_ThenIsTakenAndOneMoreIsRefused()
    {
        var conversation = await Service.NewConversationAsync();
        static string OfBytes(int bytes) => $$"""{ "a": "{{new string('é', (bytes - 8) / 2)}}{{new string('x', (bytes - 8) % 2)}}" }""";

        Assert.Equal(4096, Encoding.UTF8.GetByteCount((await SendAsync(conversation, $$""" "metadata": {{OfBytes(4096)}} """))["metadata"].GetRawText()));
        await RefuseAsync(conversation, $$""" "metadata": {{OfBytes(4097)}} """, "validation.metadata.too_long");
        await SendAsync(conversation, $$""" "metadata": {"{{new string('k', 64)}}":[{"b":[1]}]} """);
        await RefuseAsync(conversation, $$""" "metadata": {"{{new string('k', 65)}}":1} """, "validation.metadata.key");
        await RefuseAsync(conversation, """ "metadata": {"":1} """, "validation.metadata.key");
        await RefuseAsync(conversation, """ "metadata": {"a":[{"b":[[1]]}]} """, "validation.metadata.too_deep");
        await RefuseAsync(conversation, """ "metadata": {"a":{"b":1,"b":2}} """, "validation.metadata.duplicate");
        await RefuseAsync(conversation, """ "metadata": {"a":1,"\u0061":2} """, "validation.metadata.duplicate");
        await RefuseAsync(conversation, """ "metadata": {"a":"\u0000"} """, "validation.metadata.characters");
        await RefuseAsync(conversation, """ "metadata": {"a\ud800":1} """, "validation.metadata.characters");
        await RefuseAsync(conversation, """ "metadata": [1] """, "validation.metadata.wrong_type");
        await RefuseAsync(conversation, """ "metadata": "{}" """, "validation.metadata.wrong_type");
        await SendAsync(conversation, """ "metadata": null """);
        // With faults beside it, it is read as strictly.
        await RefuseAsync(conversation, """ "metadata": {"a":1,"a":2}, "colour": 1 """, "validation.metadata.duplicate", "validation.colour.unknown");
    }

    [SkippableFact]
    public async Task Silent_WhenItIsFalse_ThenIsAsAbsent()
    {
        var conversation = await Service.NewConversationAsync();

        Assert.True((await SendAsync(conversation, """ "silent": true """))["silent"].GetBoolean());
        var sent = await conversation.SendAsync("x", ("Idempotency-Key", "s"));
        var again = await conversation.Sender.SendAsync(Body(conversation, """ "silent": false, "mentions": [] """, "x"), ("Idempotency-Key", "s"));
        Assert.Equal(sent.Text, again.Expect(HttpStatusCode.Created).Text);
        await RefuseAsync(conversation, """ "silent": "true" """, "validation.silent.wrong_type");
    }

    [SkippableFact]
    public async Task ReplyTo_WhenItIsOfTheChat_ThenComesBackWithItsNumber()
    {
        var (conversation, other) = (await Service.NewConversationAsync(), await Service.NewConversationAsync());
        var first = await conversation.SendAsync();

        var reply = (await SendAsync(conversation, $$""" "replyTo": "{{first["_id"]}}" """))["replyTo"];

        Assert.Equal($$"""{"_id":"{{first["_id"]}}","sequence":2}""", reply.GetRawText());
        await RefuseAsync(conversation, $$""" "replyTo": "{{(await other.SendAsync())["_id"]}}" """, "validation.replyTo.not_found");
        await RefuseAsync(conversation, $$""" "replyTo": "{{Tokens.NewId()}}" """, "validation.replyTo.not_found");
        await RefuseAsync(conversation, """ "replyTo": "1" """, "validation.replyTo.format");
    }

    [SkippableFact]
    public async Task Mentions_WhenTheyAreNotRead_ThenAreCountedExactly()
    {
        var (ada, bob, cem) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync());
        var group = await GroupAsync(ada, bob, cem);

        foreach (var mentions in new[] { new[] { bob, cem }, [bob], [], [cem] })
            (await SendToAsync(ada, group, mentions)).Expect(HttpStatusCode.Created);

        var sent = (await SendToAsync(ada, group, [cem, bob])).Expect(HttpStatusCode.Created);
        Assert.Equal([cem.UserId, bob.UserId], sent["mentions"].EnumerateArray().Select(id => id.GetString()));
        Assert.Equal((0, 3, 3), (await MentionsOf(ada), await MentionsOf(bob), await MentionsOf(cem)));
        (await bob.PostAsync($"/api/v2/messages/chat/{group}/read", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);
        Assert.Equal((2, 3), (await MentionsOf(bob), await MentionsOf(cem)));
        // Who sends has read.
        (await SendToAsync(bob, group, [ada])).Expect(HttpStatusCode.Created);
        Assert.Equal((1, 0), (await MentionsOf(ada), await MentionsOf(bob)));
    }

    [SkippableFact]
    public async Task Mentions_WhenTheyBreakARule_ThenAreRefused()
    {
        var (ada, bob, stranger) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync());
        var group = await GroupAsync(ada, bob, await Service.NewUserAsync());

        (await SendToAsync(ada, group, [stranger])).ExpectError(400, "validation.mentions.not_a_member");
        (await SendToAsync(ada, group, [ada])).ExpectError(400, "validation.mentions.not_a_member");
        (await SendToAsync(ada, group, [bob, bob])).ExpectError(400, "validation.mentions.duplicate");
        (await ada.SendAsync($$"""{ "type": "text", "chatId": "{{group}}", "content": "x", "mentions": ["x"] }""")).ExpectError(400, "validation.mentions.format");
        (await ada.SendAsync($$"""{ "type": "text", "chatId": "{{group}}", "content": "x", "mentions": [1] }""")).ExpectError(400, "validation.mentions.wrong_type");
        var many = string.Join(',', Enumerable.Range(0, 51).Select(_ => $"\"{Tokens.NewId()}\""));
        (await ada.SendAsync($$"""{ "type": "text", "chatId": "{{group}}", "content": "x", "mentions": [{{many}}] }""")).ExpectError(400, "validation.mentions.too_many");
        (await bob.SendAsync(HttpMethod.Put, $"/api/v2/blocks/{ada.UserId}", null)).Expect(HttpStatusCode.NoContent);
        (await SendToAsync(ada, group, [bob])).ExpectError(403, "chat.blocked");
    }

    [SkippableFact]
    public async Task Expect_WhenTheChatHasMoved_ThenNothingIsSentAndTheNumberIsTold()
    {
        var conversation = await Service.NewConversationAsync();
        await SendAsync(conversation, """ "expect": { "lastSequence": 1 } """, ("Idempotency-Key", "e"));

        var refusal = (await conversation.Sender.SendAsync(Body(conversation, """ "expect": { "lastSequence": 1 } """))).ExpectError(412, "chat.moved");

        Assert.Equal("2", refusal.Header("Chat-Sequence"));
        // A used key is answered first, and nothing was recorded under a refused one.
        Assert.Equal("true", (await SendAsync(conversation, """ "expect": { "lastSequence": 1 } """, ("Idempotency-Key", "e"))).Header("Idempotent-Replayed"));
        (await conversation.Sender.SendAsync(Body(conversation, """ "expect": { "lastSequence": 7 } """), ("Idempotency-Key", "f"))).ExpectError(412, "chat.moved");
        Assert.Equal("unknown", (await conversation.Sender.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "f")))["status"].GetString());
        await SendAsync(conversation, """ "expect": { "lastSequence": 2 } """, ("Idempotency-Key", "f"));
        Assert.Equal(3, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Expect_WhenItTellsOfAChatOrBreaksARule_ThenIsRefusedWithoutAnOracle()
    {
        var (conversation, stranger) = (await Service.NewConversationAsync(), await Service.NewUserAsync());

        (await stranger.SendAsync(Body(conversation, """ "expect": { "lastSequence": 9 } """))).ExpectError(403, "chat.not_a_member");
        await RefuseAsync(conversation, """ "expect": { "lastSequence": -1 } """, "validation.expect.lastSequence.range");
        await RefuseAsync(conversation, """ "expect": {} """, "validation.expect.lastSequence.required");
        await RefuseAsync(conversation, """ "expect": { "lastSequence": 1.0 } """, "validation.expect.lastSequence.wrong_type");
        await RefuseAsync(conversation, """ "expect": { "lastSequence": 1e0 } """, "validation.expect.lastSequence.wrong_type");
        await RefuseAsync(conversation, """ "expect": 1 """, "validation.expect.wrong_type");
        // Before all else that depends on what is stored.
        (await conversation.Sender.SendAsync(Body(conversation, $$""" "expect": { "lastSequence": 9 }, "replyTo": "{{Tokens.NewId()}}" """))).ExpectError(412, "chat.moved");
        var first = $$"""{ "type": "text", "targetUserId": "{{stranger.UserId}}", "content": "x", "expect": { "lastSequence": 0 } }""";
        (await conversation.Sender.SendAsync(first)).Expect(HttpStatusCode.Created);
        Assert.Equal("1", (await conversation.Sender.SendAsync(first)).ExpectError(412, "chat.moved").Header("Chat-Sequence"));
    }

    [SkippableFact]
    public async Task Expect_WhenFiftyComeAtOnce_ThenOneIsSent()
    {
        var conversation = await Service.NewConversationAsync();
        var body = Body(conversation, """ "expect": { "lastSequence": 1 } """);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? conversation.Sender : conversation.Target).SendAsync(body)));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply => Assert.Equal("2", reply.ExpectError(412, "chat.moved").Header("Chat-Sequence")));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Form_WhenItBringsThem_ThenTheyAreReadAsInJson()
    {
        var conversation = await Service.NewConversationAsync();
        var first = await conversation.SendAsync();

        var sent = await PostFormAsync(
            conversation, ("metadata", """{ "a": 1.0 }"""), ("silent", "true"), ("replyTo", first["_id"].GetString()!),
            ("mentions", $$"""["{{conversation.Target.UserId}}"]"""), ("expect", """{ "lastSequence": 2 }"""));

        sent.Expect(HttpStatusCode.Created);
        Assert.Equal(
            $$"""{"a":1.0},true,{"_id":"{{first["_id"]}}","sequence":2},["{{conversation.Target.UserId}}"]""",
            string.Join(',', AddedProperties.Skip(1).Select(name => sent[name].GetRawText())));
        (await PostFormAsync(conversation, ("metadata", "{"), ("silent", "yes"), ("mentions", """{"a":1}"""), ("expect", "1"))).ExpectError(
            400, "validation.metadata.wrong_type", "validation.silent.allowed_values", "validation.mentions.wrong_type", "validation.expect.wrong_type");
    }

    private static string Body(Conversation conversation, string more, string content = "x") =>
        $$"""{ "type": "text", "chatId": "{{conversation.ChatId}}", "content": "{{content}}", {{more}} }""";

    private static async Task<Reply> SendAsync(Conversation conversation, string more, params (string Name, string Value)[] headers) =>
        (await conversation.Sender.SendAsync(Body(conversation, more), headers)).Expect(HttpStatusCode.Created);

    private static async Task RefuseAsync(Conversation conversation, string more, params string[] codes) =>
        (await conversation.Sender.SendAsync(Body(conversation, more))).ExpectError(400, codes);

    private static Task<Reply> PostFormAsync(Conversation conversation, params (string Name, string Value)[] parts)
    {
        var form = new MultipartFormDataContent { { new StringContent("text"), "type" }, { new StringContent(conversation.ChatId), "chatId" }, { new StringContent("x"), "content" } };
        foreach (var (name, value) in parts)
            form.Add(new StringContent(value), name);
        return conversation.Sender.SendAsync(HttpMethod.Post, Caller.MessagesPath, form);
    }

    private static async Task<string> GroupAsync(Caller owner, params Caller[] others)
    {
        var ids = string.Join(',', others.Select(other => $"\"{other.UserId}\""));
        return (await owner.PostAsync("/api/v2/chats", $$"""{ "memberIds": [{{ids}}], "title": "Team" }""")).Expect(HttpStatusCode.Created)["_id"].GetString()!;
    }

    private static Task<Reply> SendToAsync(Caller sender, string group, Caller[] mentions)
    {
        var ids = string.Join(',', mentions.Select(mentioned => $"\"{mentioned.UserId}\""));
        return sender.SendAsync(string.Create(CultureInfo.InvariantCulture, $$"""{ "type": "text", "chatId": "{{group}}", "content": "x", "mentions": [{{ids}}] }"""));
    }

    private static async Task<int> MentionsOf(Caller reader) =>
        (await reader.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("unreadMentions").GetInt32();

    private static JsonElement LastOf(string history) => JsonDocument.Parse(history).RootElement.GetProperty("items")[0];
}
