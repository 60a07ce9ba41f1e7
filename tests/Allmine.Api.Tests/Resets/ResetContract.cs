using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Application.Resets;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Resets;

/// <summary>A fresh database in the old one's place, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class ResetContract(Service? service)
{
    protected const string Path = "/api/dev/reset";
    protected const string Ayse = "64d15f9e2e6c8f4d5a111111";
    protected const string Mehmet = "64d15f9e2e6c8f4d5a654321";
    protected const string SeededChat = "64d15f9e2e6c8f4d5a123456";

    /// <summary>What a send may be answered while the database is replaced: its chat or its sender may be gone.</summary>
    private static readonly int[] Meanwhile = [201, 401, 403, 404, 503];

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Reset_WhenAsked_ThenTheSeedIsThereAndNothingElse()
    {
        var (ayse, mehmet) = (Service.User(Ayse), Service.User(Mehmet));
        await ResetAsync(Service);
        var key = CreditCalls.Key("before");
        var conversation = await Service.NewConversationAsync();
        var sent = (await ayse.SendAsync(InSeededChat("before", photo: true), key)).Expect(HttpStatusCode.Created);
        (await ayse.TransferAsync(mehmet, 25, "paid")).Expect(HttpStatusCode.Created);
        (await mehmet.PutAsync($"/api/v2/blocks/{Ayse}", "")).Expect(HttpStatusCode.NoContent);
        var (photo, thumbnail) = (new Uri(sent["media.url"].GetString()!).AbsolutePath, new Uri(sent["media.thumbnail_url"].GetString()!).AbsolutePath);
        (await Service.Anonymous.GetAsync(photo)).Expect(HttpStatusCode.OK);

        await ResetAsync(Service);

        Assert.Equal((100, 100), (await ayse.BalanceAsync(), await mehmet.BalanceAsync()));
        Assert.Equal((1, 1), (await ayse.TransactionCountAsync(), await mehmet.TransactionCountAsync()));
        Assert.False((await mehmet.GetAsync($"/api/v2/blocks/{Ayse}"))["blocked"].GetBoolean());
        Assert.Equal("unknown", (await ayse.GetAsync(CreditCalls.OutcomePath, key))["status"].GetString());
        Assert.Equal(0, (await HistoryAsync(mehmet)).GetArrayLength());
        (await conversation.Sender.GetAsync("/api/v2/chats")).ExpectError(403, "auth.forbidden");
        (await ayse.GetAsync($"/api/v2/messages/{sent["_id"].GetString()}")).ExpectError(404, "message.not_found");
        (await Service.Anonymous.GetAsync(photo)).ExpectError(404, "media.not_found");
        (await Service.Anonymous.GetAsync(thumbnail)).ExpectError(404, "media.not_found");
        // The same keys are new ones, and the numbers begin anew.
        var again = (await ayse.SendAsync(InSeededChat("after", photo: true), key)).Expect(HttpStatusCode.Created);
        Assert.Null(again.Header("Idempotent-Replayed"));
        Assert.Equal(1, again["sequence"].GetInt32());
        (await Service.Anonymous.GetAsync(new Uri(again["media.url"].GetString()!).AbsolutePath)).Expect(HttpStatusCode.OK);
        Assert.Null((await ayse.TransferAsync(mehmet, 25, "paid")).Expect(HttpStatusCode.Created).Header("Idempotent-Replayed"));
        Assert.Equal((75, 125), (await ayse.BalanceAsync(), await mehmet.BalanceAsync()));
        await Service.ExpectSoundStoreAsync();
        await ResetAsync(Service);
        Assert.Equal((100, 100), (await ayse.BalanceAsync(), await mehmet.BalanceAsync()));
    }

    [SkippableFact]
    public async Task Reset_WhenSomebodyListens_ThenIsToldResetOnGoingOn()
    {
        var (ayse, mehmet) = (Service.User(Ayse), Service.User(Mehmet));
        await using var listening = await EventListening.OpenAsync(Service, Mehmet);
        await listening.NextAsync();
        (await ayse.SendAsync(InSeededChat("heard"))).Expect(HttpStatusCode.Created);
        // The node may be behind, and tell of what was before.
        while ((await listening.NextEventAsync()).Name != "message.created")
        {
        }

        var last = listening.LastId;

        await ResetAsync(Service);

        while (await listening.NextAsync() is { } block)
            Assert.NotEqual("message.created", block.Name);
        await using var goesOn = await EventListening.OpenAsync(Service, Mehmet, last);
        Assert.Equal("reset", (await goesOn.NextEventAsync()).Name);
        var sent = (await ayse.SendAsync(InSeededChat("new"))).Expect(HttpStatusCode.Created);
        var heard = await goesOn.NextEventAsync();
        while (heard.Name != "message.created")
            heard = await goesOn.NextEventAsync();
        Assert.Equal(sent["_id"].GetString(), JsonDocument.Parse(heard.Data!).RootElement.GetProperty("_id").GetString());
        Assert.Equal(1, (await HistoryAsync(mehmet)).GetArrayLength());
    }

    [SkippableFact]
    public async Task Reset_WhenSomebodyListensToTheFeed_ThenIsNotWaitedForAndIsToldResetOnGoingOn()
    {
        await using var listening = await FollowAsync();
        await listening.NextAsync();
        var sent = (await Service.User(Ayse).SendAsync(InSeededChat("heard"))).Expect(HttpStatusCode.Created);
        while ((await listening.NextEventAsync()).Name != "message.created")
        {
        }

        var waits = WaitsInVain();
        await ResetAsync(Service);
        Assert.Equal(waits, WaitsInVain());
        await ExpectToldOfResetAsync(listening, sent);
    }

    [SkippableFact]
    public async Task Reset_WhenTheReceiverForTriesHasSomething_ThenItIsEmpty()
    {
        (await Service.Anonymous.PostAsync("/api/dev/webhook-inbox/tries", "{}")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(1, (await InboxAsync()).GetArrayLength());

        await ResetAsync(Service);

        Assert.Equal(0, (await InboxAsync()).GetArrayLength());

        async Task<JsonElement> InboxAsync() => (await Service.Anonymous.GetAsync("/api/dev/webhook-inbox")).Expect(HttpStatusCode.OK)["items"];
    }

    /// <summary>As a player does that has enough for now.</summary>
    [SkippableFact]
    public async Task Reset_WhenSomebodyTakesAFileAndReadsNoMore_ThenIsNotWaitedFor()
    {
        var upload = new MultipartFormDataContent { { new ByteArrayContent(Enumerable.Repeat((byte)'x', 20_000_000).ToArray()), "file", "long.txt" } };
        using var http = new HttpClient { BaseAddress = Service.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.ForUser(Ayse));
        using var stored = JsonDocument.Parse(await (await http.PostAsync("/api/v2/files", upload)).EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        using var reader = new TcpClient();
        await reader.ConnectAsync(IPAddress.Loopback, Service.Address.Port);
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawHttp.HeadOf(Service.Address, "GET", new Uri(stored.RootElement.GetProperty("url").GetString()!).AbsolutePath, token: null)));
        Assert.Equal('H', reader.GetStream().ReadByte());
        var waits = WaitsInVain();
        await ResetAsync(Service);
        Assert.Equal(waits, WaitsInVain());
    }

    /// <summary>Who stays inside is left alone; nobody else keeps the old database for that.</summary>
    [SkippableFact]
    public async Task Reset_WhenAnUploadTakesLonger_ThenTheFeedIsBegunAnewAllTheSame()
    {
        await using var listening = await FollowAsync();
        await listening.NextAsync();
        var sent = (await Service.User(Ayse).SendAsync(InSeededChat("heard"))).Expect(HttpStatusCode.Created);
        using var upload = new TcpClient();
        await upload.ConnectAsync(IPAddress.Loopback, Service.Address.Port);
        await upload.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawHttp.HeadOf(
            Service.Address, "POST", "/api/v2/files", Tokens.ForUser(Ayse), "Content-Type: multipart/form-data; boundary=b", "Content-Length: 1000")));
        while (Service.Services.GetRequiredService<StoreGate>().Inside == 0)
            await Task.Delay(20);

        var waits = WaitsInVain();
        await ResetAsync(Service);

        Assert.Equal(waits + 1, WaitsInVain());
        await ExpectToldOfResetAsync(listening, sent);
        await Service.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Reset_WhenManySendMeanwhile_ThenEachAnswerIsAllowedAndNothingIsHalfDone()
    {
        var (ayse, mehmet) = (Service.User(Ayse), Service.User(Mehmet));
        var (ada, bob) = (await Service.NewUserWithAsync(1000), await Service.NewUserAsync());
        var statuses = new ConcurrentQueue<int>();
        using var enough = new CancellationTokenSource();
        var senders = new Func<int, Task<Reply>>[]
        {
            n => ayse.SendAsync(InSeededChat($"a{n}"), CreditCalls.Key($"a{n}")),
            n => mehmet.SendAsync(InSeededChat($"m{n}")),
            n => ada.TransferAsync(bob, 1, $"t{n}"),
            // There and back: whoever sends on and on in one direction is out of credits before the end.
            n => n % 2 == 0 ? ayse.TransferAsync(mehmet, 1, $"u{n}") : mehmet.TransferAsync(ayse, 1, $"u{n}"),
            n => bob.SendAsync($$"""{ "type": "text", "targetUserId": "{{ada.UserId}}", "content": "{{n}}" }"""),
            n => ayse.SendAsync(InSeededChat($"s{n}"), ("X-Allmine-Fault", n % 2 == 0 ? "slow:700" : "conflict")),
        }.Select(send => SendOnAsync(send, statuses, enough.Token)).ToList();
        await ManyAsync(201);

        for (var i = 0; i < 3; i++)
        {
            await ResetAsync(Service);
            await ManyAsync(201);
        }

        await ManyAsync(403);
        await enough.CancelAsync();
        await Task.WhenAll(senders);
        Assert.Empty(statuses.Except(Meanwhile));
        Assert.Contains(201, statuses);
        Assert.Contains(403, statuses);
        (await ada.GetAsync("/api/v2/chats")).ExpectError(403, "auth.forbidden");
        Assert.Equal(200, await ayse.BalanceAsync() + await mehmet.BalanceAsync());
        Assert.DoesNotContain(Service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        await Service.ExpectSoundStoreAsync();

        // For a while, and until there is one more of these, however slow the machine is.
        async Task ManyAsync(int status)
        {
            var before = statuses.Count(one => one == status);
            await Task.Delay(300);
            await Eventually.HoldsAsync(() => statuses.Count(one => one == status) > before || senders.Exists(sender => sender.IsCompleted));
        }
    }

    [SkippableFact]
    public async Task Reset_WhenAskedManyTimesAtOnce_ThenEachIsAnswered()
    {
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Service.Anonymous.PostAsync(Path, ""))), reply => reply.Expect(HttpStatusCode.NoContent));
        Assert.Equal(100, await Service.User(Ayse).BalanceAsync());
    }

    [SkippableTheory]
    [InlineData("GET", "", 405)]
    [InlineData("POST", "?x=1", 400)]
    public async Task Reset_WhenAskedBadly_ThenNothingIsDone(string method, string query, int status)
    {
        var user = await Service.NewUserAsync();

        (await Service.Anonymous.SendAsync(new HttpMethod(method), Path + query, null)).Expect((HttpStatusCode)status);

        (await user.GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
    }

    /// <summary>How often a reset has waited for somebody for as long as it does, and gone on without: it says so before it answers.</summary>
    private int WaitsInVain() => Service.Log.Lines.Count(line => line.Contains("Some were still at the old database", StringComparison.Ordinal));

    private Task<EventListening> FollowAsync(string? after = null) => EventListening.OpenAtAsync(Service.Address, "/api/v2/feed/stream", Tokens.ForService(), after);

    /// <summary>A stream of before has ended; from its end on there is a reset, and then what the new database has.</summary>
    private async Task ExpectToldOfResetAsync(EventListening listening, Reply before)
    {
        var watch = Stopwatch.StartNew();
        while (await listening.NextAsync() is not null)
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The stream goes on over the reset.");
        await using var goesOn = await FollowAsync(listening.LastId);
        Assert.Equal("reset", (await goesOn.NextEventAsync()).Name);
        var sent = (await Service.User(Ayse).SendAsync(InSeededChat("new"))).Expect(HttpStatusCode.Created);
        var heard = await goesOn.NextEventAsync();
        while (heard.Name != "message.created")
            heard = await goesOn.NextEventAsync();
        Assert.Contains(sent["_id"].GetString()!, heard.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(before["_id"].GetString()!, heard.Data, StringComparison.Ordinal);
    }

    protected static async Task ResetAsync(Service service) => (await service.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);

    protected static string InSeededChat(string content, bool photo = false) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["type"] = photo ? "media" : "text",
        ["chatId"] = SeededChat,
        ["content"] = content,
        ["file"] = photo ? "profile-photo.jpg" : null,
    }.Where(field => field.Value is not null).ToDictionary());

    protected static async Task<JsonElement> HistoryAsync(Caller reader) =>
        (await reader.GetAsync($"/api/v2/messages/chat/{SeededChat}?limit=100")).Expect(HttpStatusCode.OK)["items"];

    private static async Task SendOnAsync(Func<int, Task<Reply>> send, ConcurrentQueue<int> statuses, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            statuses.Enqueue((int)(await send(n)).Status);
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
