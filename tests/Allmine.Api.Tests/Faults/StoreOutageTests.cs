using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Faults;

/// <summary>
/// MongoDB is gone, or hangs, while the service runs: every call hears so in time, however many wait, and the service
/// recovers by itself.
/// </summary>
public sealed class StoreOutageTests(OwnMongoFixture mongo, ITestOutputHelper output) : IClassFixture<OwnMongoFixture>
{
    private const int Senders = 8;

    /// <summary>Within this everybody has an answer, whatever the store does.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    /// <summary>Within this after the store is back, calls work again.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    /// <summary>When the calls are made after the store has gone: at once, while those before them wait, and after those had their answers.</summary>
    private static readonly TimeSpan[] Arrivals = [TimeSpan.Zero, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4.5)];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_WhenTheStoreIsAway_ThenAreAnsweredInTimeAndWorkOnceItIsBack(bool hangs)
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        var service = mongo.Service;
        await UntilAsync(async () => (await service.Anonymous.GetAsync("/health/ready")).Status == HttpStatusCode.OK);
        var (conversation, other) = (await service.NewConversationAsync(), await service.NewConversationAsync());
        var known = await conversation.SendAsync("before");

        using (var standstill = new Standstill())
        {
            TakeAway(hangs);
            try
            {
                var calls = Arrivals.SelectMany((arrival, turn) =>
                    CallsOf(conversation, known, other, turn).Select(call => ExpectUnavailableAsync(call, arrival, standstill)));
                var times = await Task.WhenAll(calls);
                output.WriteLine($"The slowest of {times.Length} answers: {times.Max().TotalSeconds:f2} s; the machine stood still for {standstill.Total.TotalSeconds:f2} s.");
            }
            finally
            {
                BringBack(hangs);
            }
        }

        var since = Stopwatch.GetTimestamp();
        await UntilAsync(async () => (await service.Anonymous.GetAsync("/health/ready")).Status == HttpStatusCode.OK);
        foreach (var key in Keys)
        {
            Reply? sent = null;
            await UntilAsync(async () => (sent = await RepeatAsync(conversation, key)).Status == HttpStatusCode.Created);
            var again = (await RepeatAsync(conversation, key)).Expect(HttpStatusCode.Created);
            Assert.Equal("true", again.Header("Idempotent-Replayed"));
            Assert.Equal(sent!.Text, again.Text);
        }

        output.WriteLine($"All works again after {Stopwatch.GetElapsedTime(since).TotalSeconds:f2} s.");
        await ExpectOneEffectOfEachKeyAsync(conversation);
    }

    private static IEnumerable<string> Keys =>
        Enumerable.Range(0, Arrivals.Length).SelectMany(turn => Enumerable.Range(0, Senders).Select(sender => Key(turn, sender)));

    private static string Key(int turn, int sender) => $"key-{turn}-{sender}";

    private static Task<Reply> RepeatAsync(Conversation conversation, string key) =>
        conversation.Sender.SendAsync(conversation.TextBody(key), ("Idempotency-Key", key));

    /// <summary>Sends with keys, calls that read, and the two of health.</summary>
    private IEnumerable<Call> CallsOf(Conversation conversation, Reply known, Conversation other, int turn)
    {
        // The chat is in memory and there is no key to look up, so that the first command is already one of the commit.
        yield return new Call("send without a key", () => other.Sender.SendAsync(other.TextBody()));
        for (var sender = 0; sender < Senders; sender++)
        {
            var key = Key(turn, sender);
            yield return new Call(key, () => RepeatAsync(conversation, key));
        }

        var caller = conversation.Sender;
        yield return new Call("new chat", () => caller.SendAsync($$"""{ "type": "text", "targetUserId": "{{Tokens.NewId()}}", "content": "x" }"""));
        yield return new Call("dry run", () => caller.PostAsync("/api/v2/messages?dryRun=true", conversation.TextBody()));
        yield return new Call("message", () => caller.GetAsync(known.Header("Location")!));
        yield return new Call("history", () => caller.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}"));
        yield return new Call("outcome", () => caller.GetAsync("/api/v2/messages/outcome", ("Idempotency-Key", "key-0-0")));
        yield return new Call("unknown caller", () => mongo.Service.User(Tokens.NewId()).GetAsync(known.Header("Location")!));
        yield return new Call("new user", () => mongo.Service.Backend.PutAsync($"/api/v2/users/{Tokens.NewId()}", """{ "username": "somebody" }"""));
        yield return new Call("ready", () => mongo.Service.Anonymous.GetAsync("/health/ready"));
        yield return new Call("live", () => mongo.Service.Anonymous.GetAsync("/health/live"));
    }

    private static async Task<TimeSpan> ExpectUnavailableAsync(Call call, TimeSpan arrival, Standstill standstill)
    {
        await Task.Delay(arrival);
        Reply reply = null!;
        var elapsed = await standstill.TimeAsync(async () => reply = await call.MakeAsync());
        Assert.True(elapsed < Promised, $"{call.Name}, made after {arrival.TotalSeconds} s, took {elapsed.TotalSeconds} s.");
        if (call.Name == "live")
            reply.Expect(HttpStatusCode.OK);
        else
            reply.ExpectError(503, "store.unavailable");
        return elapsed;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Recovery, $"The service did not recover in {Recovery.TotalSeconds} s.");
            await Task.Delay(50);
        }
    }

    private static async Task ExpectOneEffectOfEachKeyAsync(Conversation conversation)
    {
        var history = (await conversation.Target.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}?after=0&limit=100")).Expect(HttpStatusCode.OK);
        var items = history["items"].EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, items.Count).Select(number => (long)number), items.Select(item => item.GetProperty("sequence").GetInt64()));
        Assert.Equal(Keys.Concat(["first", "before"]).Order(), items.Select(Content).Order());
    }

    private static string Content(JsonElement item) => item.GetProperty("content").GetString()!;

    private void TakeAway(bool hangs)
    {
        if (hangs)
            mongo.Server.Process.Suspend();
        else
            mongo.Server.Kill();
    }

    private void BringBack(bool hangs)
    {
        if (hangs)
            mongo.Server.Process.Resume();
        else
            mongo.Server.Launch();
    }

    private sealed record Call(string Name, Func<Task<Reply>> MakeAsync);
}
