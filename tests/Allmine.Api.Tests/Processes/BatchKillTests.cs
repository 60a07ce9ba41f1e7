using System.Collections.Concurrent;
using System.Net;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Processes;

/// <summary>
/// SIGKILL in the middle of atomic batches of transfers that go round in a circle: whoever has all of a batch has what he had before, and any part
/// of one would show in the balances.
/// </summary>
public sealed class BatchKillTests
{
    private const string Path = "/api/v2/messages/batch";
    private const int Kills = 3;
    private const int Senders = 6;
    private const int Enough = 30;
    private const long FirstBalance = 100;

    [Fact]
    public async Task Batches_WhenTheServiceIsKilled_ThenEachIsWholeOrNotThere()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder);
    }

    [SkippableFact]
    public async Task Batches_WhenTheServiceIsKilledOnMongoDB_ThenEachIsWholeOrNotThere()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();
        await RunAsync(folder, ("ConnectionStrings__MongoDB", database.ConnectionString));
    }

    private static async Task RunAsync(TemporaryFolder folder, params (string Name, string? Value)[] settings)
    {
        settings = [.. settings, ("RateLimits__ServiceSendsPerMinute", "0"), ("RateLimits__ServiceRequestsPerMinute", "0"), ("RateLimits__SendsPerMinute", "0"), ("RateLimits__RequestsPerMinute", "0")];
        var token = Tokens.ForService();
        var users = Enumerable.Range(0, 3).Select(_ => Tokens.NewId()).ToArray();
        var keys = new ConcurrentDictionary<string, bool>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var service = await ServiceProcess.StartAsync(folder.Path, settings);
            using var http = new HttpClient { BaseAddress = service.Address };
            var backend = new Caller(http, token);
            if (kill == 0)
                await PrepareAsync(backend, users);
            var before = keys.Values.Count(answered => answered);
            var senders = Enumerable.Range(0, Senders).Select(sender => SendAsync(backend, users, keys, $"{kill}-{sender}")).ToList();
            await Eventually.HoldsAsync(() => keys.Values.Count(answered => answered) >= before + Enough);
            service.Kill();
            await Task.WhenAll(senders);
            await service.EndAsync();
        }

        await using var last = await ServiceProcess.StartAsync(folder.Path, settings);
        using var client = new HttpClient { BaseAddress = last.Address };
        await ExpectWholeAsync(new Caller(client, token), users, keys);
    }

    private static async Task PrepareAsync(Caller backend, string[] users)
    {
        foreach (var user in users)
        {
            (await backend.PutAsync($"/api/v2/users/{user}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
            (await backend.PostAsync(CreditCalls.GrantPath(user), $$"""{ "amount": {{FirstBalance}} }""", CreditCalls.Key(user))).Expect(HttpStatusCode.Created);
        }
    }

    private static async Task SendAsync(Caller backend, string[] users, ConcurrentDictionary<string, bool> keys, string sender)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var key = $"{sender}-{number}";
                keys[key] = false;
                Reply reply;
                // One that had to wait for too long on a slow machine is sent again.
                do
                    reply = await PostAsync(backend, users, key);
                while (reply.Status == HttpStatusCode.ServiceUnavailable);
                reply.Expect(HttpStatusCode.Created);
                keys[key] = true;
            }
        }
        catch (HttpRequestException)
        {
            // The service is gone.
        }
    }

    private static Task<Reply> PostAsync(Caller backend, string[] users, string key)
    {
        var items = Enumerable.Range(0, 6).Select(i =>
            $$"""{ "type": "credit_transfer", "onBehalfOf": "{{users[i % 3]}}", "targetUserId": "{{users[(i + 1) % 3]}}", "creditTransfer": { "amount": 5 } }""");
        return backend.PostAsync(Path, $$"""{ "atomic": true, "items": [{{string.Join(", ", items)}}] }""", CreditCalls.Key(key));
    }

    private static async Task ExpectWholeAsync(Caller backend, string[] users, IReadOnlyDictionary<string, bool> keys)
    {
        var committed = 0;
        foreach (var (key, isAnswered) in keys)
        {
            var status = (await backend.GetAsync($"{Path}/outcome", CreditCalls.Key(key))).Expect(HttpStatusCode.OK)["status"].GetString();
            Assert.True(status == "committed" || (!isAnswered && status == "unknown"), $"The batch {key}, answered: {isAnswered}, is {status}.");
            // Its repetition has no further effect, or the one that it was to have.
            var repeated = (await PostAsync(backend, users, key)).Expect(HttpStatusCode.Created);
            Assert.Equal(status == "committed", repeated.Header("Idempotent-Replayed") == "true");
            committed++;
        }

        foreach (var user in users)
            Assert.Equal(FirstBalance, (await backend.GetAsync(CreditCalls.GrantPath(user)))["balance"].GetInt64());
        var chats = (await backend.GetAsync("/api/v2/chats", ("X-On-Behalf-Of", users[0])))["items"].EnumerateArray();
        Assert.All(chats, chat => Assert.Equal(2 * committed, chat.GetProperty("lastSequence").GetInt32()));
    }
}
