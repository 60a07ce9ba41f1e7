using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Resets;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Faults;

/// <summary>Faults that a caller asks for, through a real socket, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract partial class AskedFaultContract(Service? service)
{
    private const string Header = "X-Allmine-Fault";

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task LoseAnswer_WhenASendIsRepeated_ThenTheMessageIsThereOnce()
    {
        var conversation = await Service.NewConversationAsync();

        Assert.Empty(await RawSendAsync(conversation, "lost", "lose-answer", "lost-1"));

        Assert.Equal(2, await conversation.CountAsync());
        var reply = await conversation.SendAsync("lost", CreditCalls.Key("lost-1"));
        Assert.Equal("true", reply.Header("Idempotent-Replayed"));
        Assert.Equal(2, reply["sequence"].GetInt32());
        Assert.Equal(2, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task LoseAnswer_WhenTheCallIsRefused_ThenNoByteOfTheEnvelopeComes()
    {
        var conversation = await Service.NewConversationAsync();

        Assert.Empty(await RawSendAsync(conversation, "   ", "lose-answer", "lost-2"));
        Assert.Empty(await RawAsync("PUT", $"/api/v2/blocks/{Tokens.NewId()}", conversation.Sender.UserId, "", "lose-answer"));

        Assert.Equal(1, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task LoseAnswer_WhenTheAnswerHasNoBodyOrIsAStream_ThenItIsCutAllTheSame()
    {
        var conversation = await Service.NewConversationAsync();

        Assert.Empty(await RawAsync("PUT", $"/api/v2/blocks/{conversation.Target.UserId}", conversation.Sender.UserId, "", "lose-answer"));
        Assert.True((await conversation.Sender.GetAsync($"/api/v2/blocks/{conversation.Target.UserId}"))["blocked"].GetBoolean());
        Assert.Empty(await RawAsync("GET", "/api/v2/events", conversation.Sender.UserId, "", "lose-answer"));
        Assert.Empty(await RawAsync("GET", "/api/v2/chats", conversation.Sender.UserId, "", "lose-answer"));
    }

    [SkippableFact]
    public async Task LoseAnswer_WhenCreditsAreRepeatedFiftyTimes_ThenTheyMoveOnce()
    {
        var (ada, bob) = (await Service.NewUserWithAsync(100), await Service.NewUserAsync());
        var body = CreditCalls.TransferBody(bob, 25);

        Assert.Empty(await RawAsync("POST", Caller.MessagesPath, ada.UserId, body, "lose-answer", "Idempotency-Key: lost-credits"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ada.SendAsync(body, CreditCalls.Key("lost-credits"))));

        Assert.All(replies, reply => Assert.Equal("true", reply.Expect(HttpStatusCode.Created).Header("Idempotent-Replayed")));
        Assert.Single(replies.Select(reply => reply["_id"].GetString()).Distinct());
        Assert.Equal((75, 25), (await ada.BalanceAsync(), await bob.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task StoreUnavailable_WhenASendAsksForIt_ThenNothingIsDoneAndTheKeyIsFree()
    {
        var conversation = await Service.NewConversationAsync();
        var key = CreditCalls.Key("unavailable");

        (await conversation.Sender.SendAsync(conversation.TextBody("x"), key, (Header, "store-unavailable"))).ExpectError(503, "store.unavailable");
        (await conversation.Sender.GetAsync("/api/v2/chats", (Header, "store-unavailable"))).ExpectError(503, "store.unavailable");

        Assert.Equal(1, await conversation.CountAsync());
        Assert.Equal("unknown", (await conversation.Sender.GetAsync(CreditCalls.OutcomePath, key))["status"].GetString());
        Assert.Null((await conversation.SendAsync("x", key)).Header("Idempotent-Replayed"));
        Assert.Equal(2, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Conflict_WhenAskedFor_ThenTheRoundIsDecidedAgainAndHasOneEffect()
    {
        var conversation = await Service.NewConversationAsync();
        var (ada, bob) = (await Service.NewUserWithAsync(100), await Service.NewUserAsync());
        var conflicts = await ConflictsAsync();

        var first = await conversation.SendAsync("again", CreditCalls.Key("conflict"), (Header, "conflict"));
        var paid = (await ada.SendAsync(CreditCalls.TransferBody(bob, 30), CreditCalls.Key("conflict"), (Header, "conflict"))).Expect(HttpStatusCode.Created);
        var replayed = await conversation.SendAsync("again", CreditCalls.Key("conflict"), (Header, "conflict"));

        Assert.True(await ConflictsAsync() >= conflicts + 2);
        Assert.Equal(2, first["sequence"].GetInt32());
        Assert.Null(first.Header("Idempotent-Replayed"));
        Assert.Equal("70", paid.Header("Credit-Balance"));
        Assert.Equal(first["_id"].GetString(), replayed["_id"].GetString());
        Assert.Equal(2, await conversation.CountAsync());
        Assert.Equal((70, 30), (await ada.BalanceAsync(), await bob.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Conflict_WhenABatchOrACallWithoutARoundAsksForIt_ThenIsCarriedOut()
    {
        var conversation = await Service.NewConversationAsync();
        var items = string.Join(", ", Enumerable.Range(0, 5).Select(index => conversation.TextBody($"{index}")));

        foreach (var atomic in new[] { "true", "false" })
        {
            var reply = await conversation.Sender.PostAsync(
                "/api/v2/messages/batch", $$"""{ "atomic": {{atomic}}, "items": [{{items}}] }""", CreditCalls.Key($"batch-{atomic}"), (Header, "conflict"));
            Assert.Equal(5, reply.Expect(atomic == "true" ? HttpStatusCode.Created : HttpStatusCode.OK)["committed"].GetInt32());
        }

        (await conversation.Target.PostAsync($"/api/v2/messages/chat/{conversation.ChatId}/read", """{ "sequence": 3 }""", (Header, "conflict"))).Expect(HttpStatusCode.OK);
        (await conversation.Sender.GetAsync("/api/v2/chats", (Header, "conflict"))).Expect(HttpStatusCode.OK);
        Assert.Equal(11, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Slow_WhenAskedFor_ThenTheMessageIsThereBeforeItsAnswer()
    {
        var conversation = await Service.NewConversationAsync();
        using var http = new HttpClient { BaseAddress = Service.Address };

        // Its answer is not waited for: so it can be so late that no slow machine brings the message after it.
        var answer = new Caller(http, Tokens.ForUser(conversation.Sender.UserId)).SendAsync(conversation.TextBody("slow"), (Header, "slow:60000"));
        await UntilAsync(async () => await conversation.CountAsync() == 2);
        Assert.False(answer.IsCompleted, "It is not there before its answer.");
        http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        var watch = Stopwatch.StartNew();

        Assert.Equal(3, (await conversation.SendAsync("slow, too", (Header, "slow:2000")))["sequence"].GetInt32());

        Assert.InRange(watch.ElapsedMilliseconds, 1990, 20_000);
    }

    [SkippableFact]
    public async Task Slow_WhenTheCallIsRefusedOrHasNoBody_ThenTheAnswerIsLateToo()
    {
        var conversation = await Service.NewConversationAsync();
        foreach (var call in new Func<Task<Reply>>[]
        {
            () => conversation.Sender.SendAsync(conversation.TextBody(" "), (Header, "slow:400")),
            () => conversation.Sender.PutAsync($"/api/v2/blocks/{conversation.Target.UserId}", "", (Header, "slow:400")),
            () => conversation.Sender.GetAsync("/api/v2/chats", (Header, "slow:400")),
        })
        {
            var watch = Stopwatch.StartNew();
            Assert.NotEqual(HttpStatusCode.InternalServerError, (await call()).Status);
            Assert.InRange(watch.ElapsedMilliseconds, 390, 20_000);
        }
    }

    [SkippableFact]
    public async Task Slow_WhenTheCallerHangsUp_ThenNobodyWaits()
    {
        var conversation = await Service.NewConversationAsync();
        var body = Encoding.UTF8.GetBytes(conversation.TextBody("left"));
        var head = RawHttp.Head(Service.Address, Tokens.ForUser(conversation.Sender.UserId), "Content-Type: application/json", $"Content-Length: {body.Length}", $"{Header}: slow:60000", "X-Request-Id: left-alone");

        await RawHttp.AbandonAsync(Service.Address, async () => await UntilAsync(async () => await conversation.CountAsync() == 2), Encoding.ASCII.GetBytes(head), body);

        await UntilAsync(() => Task.FromResult(Service.Services.GetRequiredService<StoreGate>().Inside == 0));
        Assert.DoesNotContain(Service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("left-alone", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("slow:0")]
    [InlineData("slow:1")]
    public async Task Header_WhenOfAFormThatIsTaken_ThenTheCallIsCarriedOut(string value)
    {
        var conversation = await Service.NewConversationAsync();

        await conversation.SendAsync("x", (Header, value));

        Assert.Equal(2, await conversation.CountAsync());
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("slow")]
    [InlineData("slow:")]
    [InlineData("slow:60001")]
    [InlineData("slow:-1")]
    [InlineData("slow:01")]
    [InlineData("slow:1.5")]
    [InlineData("slow: 5")]
    [InlineData("slow:99999999999999999999")]
    [InlineData("Conflict")]
    [InlineData("conflict, conflict")]
    [InlineData("lose-answer:5")]
    [InlineData("something")]
    public async Task Header_WhenOfAnotherForm_ThenIsRefusedAndNothingIsDone(string value)
    {
        var conversation = await Service.NewConversationAsync();

        (await conversation.Sender.SendAsync(conversation.TextBody("x"), (Header, value))).ExpectError(400, "validation.allmineFault.format");
        (await conversation.Sender.GetAsync("/api/v2/chats?x=1", (Header, value))).ExpectError(400, "validation.allmineFault.format", "validation.x.unknown");
        (await Service.Anonymous.PostAsync("/api/dev/token", $$"""{ "userId": "{{Tokens.NewId()}}" }""", (Header, value))).ExpectError(400, "validation.allmineFault.format");

        Assert.Equal(1, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Header_WhenGivenTwice_ThenIsRefusedAndNothingIsDone()
    {
        var conversation = await Service.NewConversationAsync();

        foreach (var second in new[] { "conflict", "slow:0", "" })
        {
            var text = await RawSendAsync(conversation, "x", "conflict", "twice", $"x-allmine-fault: {second}");
            Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
            Assert.Contains("\"validation.allmineFault.format\"", text, StringComparison.Ordinal);
        }

        Assert.Equal(1, await conversation.CountAsync());
    }

    [SkippableFact]
    public async Task Header_WhenOnAFile_ThenIsNobodysBusiness() =>
        (await Service.Anonymous.GetAsync("/media/none", (Header, "store-unavailable"))).ExpectError(404, "media.not_found");

    private static async Task UntilAsync(Func<Task<bool>> happensAsync)
    {
        for (var watch = Stopwatch.StartNew(); !await happensAsync(); await Task.Delay(20))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "It has not happened in 20 s.");
    }

    private Task<string> RawSendAsync(Conversation conversation, string content, string fault, string key, params string[] headers) =>
        RawAsync("POST", Caller.MessagesPath, conversation.Sender.UserId, conversation.TextBody(content), fault, [$"Idempotency-Key: {key}", .. headers]);

    /// <returns>All that comes until the connection ends.</returns>
    private async Task<string> RawAsync(string method, string path, string userId, string json, string fault, params string[] headers)
    {
        var body = Encoding.UTF8.GetBytes(json);
        string[] ofBody = body.Length > 0 ? ["Content-Type: application/json", string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}")] : [];
        var head = RawHttp.HeadOf(Service.Address, method, path, Tokens.ForUser(userId), [.. ofBody, $"{Header}: {fault}", .. headers]);
        try
        {
            return await RawHttp.TextAsync(Service.Address, Encoding.ASCII.GetBytes(head), body);
        }
        catch (IOException)
        {
            // Reset rather than closed; as empty.
            return "";
        }
    }

    private async Task<long> ConflictsAsync()
    {
        // The page is not made anew within a fifth of a second.
        await Task.Delay(300);
        return Sum(Conflicts().Matches((await Service.Anonymous.GetAsync("/metrics")).Text));
    }

    private static long Sum(MatchCollection samples)
    {
        Assert.NotEmpty(samples);
        return samples.Sum(sample => long.Parse(sample.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("^allmine_round_conflicts_total\\S* ([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex Conflicts();
}
