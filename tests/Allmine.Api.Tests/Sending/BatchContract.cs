using System.Net;
using System.Text;
using System.Text.Json;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Sending;

/// <summary>Batches of both modes, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class BatchContract(Service? service)
{
    private const string Path = "/api/v2/messages/batch";
    private const string OutcomePath = $"{Path}/outcome";

    private static readonly string[] ItemProperties = ["index", "statusCode", "replayed", "message", "error", "creditBalance", "chatSequence"];

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Each_WhenSomeAreRefused_ThenEachIsWhatItWouldBeAlone()
    {
        var (ada, bob) = (await Service.NewUserWithAsync(10), await Service.NewUserAsync());
        var key = CreditCalls.Key("each");
        string[] items = [TextTo(bob, "one"), TransferTo(bob, 7), Text("""chatId": "64d15f9e2e6c8f4d5a000000""", "x"), TransferTo(bob, 7), TextTo(bob, "two"), TextTo(bob, "late", """ "expect": { "lastSequence": 1 } """)];

        var first = (await PostAsync(ada, false, key, items)).Expect(HttpStatusCode.OK);

        Assert.Equal(["committed", "refused", "items"], first.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal((3, 3), (first["committed"].GetInt32(), first["refused"].GetInt32()));
        var answers = first["items"].EnumerateArray().ToList();
        Assert.All(answers, item => Assert.Equal(ItemProperties, item.EnumerateObject().Select(property => property.Name)));
        Assert.Equal([201, 201, 404, 409, 201, 412], answers.Select(item => item.GetProperty("statusCode").GetInt32()));
        Assert.Equal([1, 2, 3], Numbers(first));
        Assert.Equal(3, answers[1].GetProperty("creditBalance").GetInt32());
        Assert.Equal("credits.insufficient", answers[3].GetProperty("error").GetProperty("codes")[0].GetString());
        Assert.Equal(3, answers[5].GetProperty("chatSequence").GetInt32());

        // Known by the items' own keys, and nothing is known of the whole.
        Assert.Equal("committed", (await ada.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("each#0")))["status"].GetString());
        Assert.Equal("refused", (await ada.GetAsync(CreditCalls.OutcomePath, CreditCalls.Key("each#3")))["status"].GetString());
        Assert.Equal("unknown", (await ada.GetAsync(OutcomePath, key))["status"].GetString());

        var again = (await PostAsync(ada, false, key, items)).Expect(HttpStatusCode.OK);
        Assert.Equal([true, true, false, true, true, false], again["items"].EnumerateArray().Select(item => item.GetProperty("replayed").GetBoolean()));
        Assert.Equal(answers[0].GetProperty("message").GetRawText(), again["items"][0].GetProperty("message").GetRawText());
        Assert.Equal(3, again["committed"].GetInt32());
        Assert.Equal(3, await ada.BalanceAsync());
        (await PostAsync(ada, true, key, items)).ExpectError(409, "idempotency.key_reused");
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Atomic_WhenAllIsWell_ThenItemsSeeThoseBeforeThemAndTheOutcomeIsOne()
    {
        var (ada, bob, key) = (await Service.NewUserWithAsync(10), await Service.NewUserAsync(), CreditCalls.Key("all"));
        // The credits come back, the chat is opened by the first, and the numbers follow.
        string[] items = [TransferTo(bob, 10), For(bob, TransferTo(ada, 4)), TransferTo(bob, 4), TextTo(bob, "x", """ "expect": { "lastSequence": 3 } """)];
        (string, string)[] headers = [key, ("X-On-Behalf-Of", ada.UserId)];

        var sent = (await Service.Backend.PostAsync(Path, Body(true, items), headers)).Expect(HttpStatusCode.Created);

        Assert.Equal([1, 2, 3, 4], Numbers(sent));
        Assert.Equal([0, 6, 0], sent["items"].EnumerateArray().Take(3).Select(item => item.GetProperty("creditBalance").GetInt32()));
        Assert.Equal((0, 10), (await ada.BalanceAsync(), await bob.BalanceAsync()));

        var again = (await Service.Backend.PostAsync(Path, Body(true, items), headers)).Expect(HttpStatusCode.Created);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(sent.Text.Replace("\"replayed\":false", "\"replayed\":true", StringComparison.Ordinal), again.Text);
        var outcome = await Service.Backend.GetAsync(OutcomePath, headers);
        Assert.Equal("committed", outcome["status"].GetString());
        Assert.Equal([1, 2, 3, 4], outcome["batch"].GetProperty("items").EnumerateArray().Select(item => item.GetProperty("message").GetProperty("sequence").GetInt32()));
        Assert.Empty(ReadersOfLast(outcome));
        var chatId = sent["items"][0].GetProperty("message").GetProperty("chatId").GetString();
        (await bob.PostAsync($"/api/v2/messages/chat/{chatId}/read", """{ "sequence": 4 }""")).Expect(HttpStatusCode.OK);
        Assert.Equal([bob.UserId], ReadersOfLast(await Service.Backend.GetAsync(OutcomePath, headers)));
        (await Service.Backend.PostAsync(Path, Body(true, items[..3]), headers)).ExpectError(409, "idempotency.key_reused");
        (await Service.Backend.PostAsync(Path, Body(false, items), headers)).ExpectError(409, "idempotency.key_reused");
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Outcome_WhenABackendSentForOthersUnderAPersonsKey_ThenThePersonDoesNotReadThem()
    {
        var (ada, bob, cem, key) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync(), CreditCalls.Key("for-others"));
        var forAda = ("X-On-Behalf-Of", ada.UserId);
        (await Service.Backend.PostAsync(Path, Body(true, TextTo(cem, "secret", $""" "onBehalfOf": "{bob.UserId}" """)), key, forAda)).Expect(HttpStatusCode.Created);

        Assert.Equal("committed", (await Service.Backend.GetAsync(OutcomePath, key, forAda))["status"].GetString());
        var asked = (await ada.GetAsync(OutcomePath, key)).Expect(HttpStatusCode.OK);
        Assert.Equal("unknown", asked["status"].GetString());
        Assert.DoesNotContain("secret", asked.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Atomic_WhenOneIsRefused_ThenNothingIsWrittenAndTheFirstRefusalIsTold()
    {
        var (ada, bob, cem, key) = (await Service.NewUserWithAsync(10), await Service.NewUserAsync(), await Service.NewUserAsync(), CreditCalls.Key("none"));
        string[] items = [TextTo(bob, "one"), TransferTo(bob, 8), TextTo(cem, "new"), TransferTo(cem, 3), Text("""chatId": "64d15f9e2e6c8f4d5a000000""", "x")];

        (await PostAsync(ada, true, CreditCalls.Key("moved"), TextTo(bob, "one"), TextTo(bob, "two", """ "expect": { "lastSequence": 5 } """)))
            .ExpectError(412, "items[1].chat.moved");
        (await PostAsync(ada, true, CreditCalls.Key("moved"), TextTo(bob, "one"), Text("""chatId": "64d15f9e2e6c8f4d5a000000""", "x"))).ExpectError(404, "items[1].chat.not_found");
        Assert.Equal("1", (await PostAsync(ada, true, CreditCalls.Key("moved"), TextTo(bob, "one"), TextTo(bob, "two", """ "expect": { "lastSequence": 5 } """))).Header("Chat-Sequence"));
        (await PostAsync(ada, true, key, items)).ExpectError(409, "items[3].credits.insufficient");

        Assert.Empty((await ada.GetAsync("/api/v2/chats"))["items"].EnumerateArray());
        Assert.Equal((10, 0, 0), (await ada.BalanceAsync(), await bob.BalanceAsync(), await cem.BalanceAsync()));
        // It is final for the key, and for nothing else.
        await Service.GrantAsync(ada, 100);
        var again = (await PostAsync(ada, true, key, items)).ExpectError(409, "items[3].credits.insufficient");
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        var outcome = await ada.GetAsync(OutcomePath, key);
        Assert.Equal(("refused", "items[3].credits.insufficient"), (outcome["status"].GetString(), outcome["error"].GetProperty("codes")[0].GetString()));
        (await PostAsync(ada, true, CreditCalls.Key("other"), items[..4])).Expect(HttpStatusCode.Created);
        Assert.Equal((99, 8, 3), (await ada.BalanceAsync(), await bob.BalanceAsync(), await cem.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Batch_WhenItemsAreFaulty_ThenTheWholeIsRefused()
    {
        var (ada, bob) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        foreach (var atomic in new[] { false, true })
        {
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), TextTo(bob, "good"), TextTo(bob, " "), """{ "type": "text" }"""))
                .ExpectError(400, "validation.items[1].content.blank", "validation.items[2].chatId.required", "validation.items[2].content.required");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"))).ExpectError(400, "validation.items.required");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), [.. Enumerable.Repeat(TextTo(bob, "x"), 501)])).ExpectError(400, "validation.items.too_many");
            (await PostAsync(ada, atomic, CreditCalls.Key(new string('k', 241)), TextTo(bob, "x"))).ExpectError(400, "validation.idempotencyKey.format");
            (await ada.PostAsync(Path, Body(atomic, TextTo(bob, "x")))).ExpectError(400, "idempotency.key_required");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), "1", TextTo(bob, "x", """ "colour": 1 """), "null", TextTo(bob, "x", """ "upload": "bytes" """))).ExpectError(
                400, "validation.items[0].wrong_type", "validation.items[1].colour.unknown", "validation.items[2].required", "validation.items[3].upload.unknown");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), TextTo(bob, "x", """ "mentions": ["64d15f9e2e6c8f4d5a000000", "64d15f9e2e6c8f4d5a000000"] """)))
                .ExpectError(400, "validation.items[0].mentions.duplicate");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), For(bob, TextTo(ada, "x")))).ExpectError(403, "auth.forbidden");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), TextTo(bob, "x"), TextTo(ada, "to myself"))).ExpectError(400, "validation.items[1].targetUserId.self");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), [.. Enumerable.Repeat("{}", 200_000)])).ExpectError(400, "validation.items.too_many");
            (await PostAsync(ada, atomic, CreditCalls.Key("f"), [.. Enumerable.Repeat("{}", 600).Append("7")])).ExpectError(400, "validation.items.too_many");
        }

        Assert.Empty((await ada.GetAsync("/api/v2/chats"))["items"].EnumerateArray());
        var large = TextTo(bob, "x", $$""" "file": "{{new string('f', 2 * 1024 * 1024)}}" """);
        (await PostAsync(ada, false, CreditCalls.Key("f"), large)).ExpectError(413, "body.too_large");
    }

    [SkippableFact]
    public async Task Batch_WhenABackendSendsForMany_ThenTheItemsOwnPersonCounts()
    {
        var (ada, bob, cem) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync());
        string[] items = [For(ada, TextTo(bob, "from ada")), TextTo(bob, "from cem"), TextTo(bob, "x", $$""" "onBehalfOf": "{{Tokens.NewId()}}" """)];

        var sent = (await Service.Backend.PostAsync(Path, Body(false, items), CreditCalls.Key("b"), ("X-On-Behalf-Of", cem.UserId))).Expect(HttpStatusCode.OK);

        var answers = sent["items"].EnumerateArray().ToList();
        Assert.Equal([ada.UserId, cem.UserId], answers.Take(2).Select(item => item.GetProperty("message").GetProperty("senderId").GetString()));
        Assert.Equal([201, 201, 403], answers.Select(item => item.GetProperty("statusCode").GetInt32()));
        (await Service.Backend.PostAsync(Path, Body(true, items), CreditCalls.Key("c"), ("X-On-Behalf-Of", cem.UserId))).ExpectError(403, "items[2].auth.forbidden");
        (await Service.Backend.PostAsync(Path, Body(true, TextTo(bob, "x")), CreditCalls.Key("d"))).ExpectError(403, "items[0].auth.forbidden");
    }

    [SkippableFact]
    public async Task DryRun_WhenAsked_ThenShowsWhatWouldBeAndWritesNothing()
    {
        var (ada, bob) = (await Service.NewUserWithAsync(5), await Service.NewUserAsync());
        foreach (var atomic in new[] { false, true })
        {
            var rehearsed = (await ada.PostAsync($"{Path}?dryRun=true", Body(atomic, TextTo(bob, "x"), TransferTo(bob, 5)))).Expect(HttpStatusCode.OK);
            Assert.Equal([1, 2], Numbers(rehearsed));
            Assert.All(rehearsed["items"].EnumerateArray(), item => Assert.Equal(JsonValueKind.Null, item.GetProperty("message").GetProperty("_id").ValueKind));
        }

        (await ada.PostAsync($"{Path}?dryRun=true", Body(true, TransferTo(bob, 5), TransferTo(bob, 1)))).ExpectError(409, "items[1].credits.insufficient");
        Assert.Equal(1, (await ada.PostAsync($"{Path}?dryRun=true", Body(false, TransferTo(bob, 5), TransferTo(bob, 1)))).Expect(HttpStatusCode.OK)["refused"].GetInt32());
        Assert.Equal(5, await ada.BalanceAsync());
    }

    [SkippableFact]
    public async Task Each_WhenAChatIsNamedInTwoWays_ThenItsItemsKeepTheirOrder()
    {
        var conversation = await Service.NewConversationAsync();
        var items = Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? Text($"""chatId": "{conversation.ChatId}""", $"{i}") : TextTo(conversation.Target, $"{i}"));

        var sent = (await PostAsync(conversation.Sender, false, CreditCalls.Key("order"), [.. items])).Expect(HttpStatusCode.OK);

        Assert.Equal(Enumerable.Range(2, 40), Numbers(sent));
    }

    [SkippableFact]
    public async Task Atomic_WhenTheSameComesManyTimesAtOnce_ThenItHasOneEffect()
    {
        var (ada, bob) = (await Service.NewUserWithAsync(100), await Service.NewUserAsync());
        string[] items = [TransferTo(bob, 30), TextTo(bob, "x"), TransferTo(bob, 20)];

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(ada, true, CreditCalls.Key("same"), items)));

        Assert.All(replies, reply => Assert.Equal([1, 2, 3], Numbers(reply.Expect(HttpStatusCode.Created))));
        Assert.Single(replies, reply => reply.Header("Idempotent-Replayed") is null);
        Assert.Equal((50, 50), (await ada.BalanceAsync(), await bob.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
    }

    private static Task<Reply> PostAsync(Caller caller, bool atomic, (string, string) key, params string[] items) => caller.PostAsync(Path, Body(atomic, items), key);

    private static string Body(bool atomic, params IEnumerable<string> items) =>
        new StringBuilder().Append("{ \"atomic\": ").Append(atomic ? "true" : "false").Append(", \"items\": [").AppendJoin(", ", items).Append("] }").ToString();

    private static string TextTo(Caller target, string content, string? more = null) => Text($"""targetUserId": "{target.UserId}""", content, more);

    private static string Text(string address, string content, string? more = null) =>
        $$"""{ "type": "text", "{{address}}", "content": "{{content}}"{{(more is null ? "" : $", {more}")}} }""";

    private static string TransferTo(Caller target, int amount) => CreditCalls.TransferBody(target, amount);

    private static string For(Caller sender, string item) => $$"""{ "onBehalfOf": "{{sender.UserId}}", {{item.TrimStart()[1..]}}""";

    private static IEnumerable<string?> ReadersOfLast(Reply outcome) =>
        outcome["batch"].GetProperty("items").EnumerateArray().Last().GetProperty("message").GetProperty("readBy").EnumerateArray().Select(reader => reader.GetString());

    private static IEnumerable<int> Numbers(Reply reply) => reply["items"].EnumerateArray()
        .Select(item => item.GetProperty("message"))
        .Where(message => message.ValueKind == JsonValueKind.Object)
        .Select(message => message.GetProperty("sequence").GetInt32());
}
