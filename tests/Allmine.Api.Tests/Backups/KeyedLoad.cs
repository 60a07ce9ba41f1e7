using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Backups;

/// <summary>Two people of the development data who send each other texts, credits and files, each with a key, until it ends; what gets no 201 is repeated.</summary>
internal sealed class KeyedLoad : IAsyncDisposable
{
    public const string Ayse = "64d15f9e2e6c8f4d5a111111";
    public const string Mehmet = "64d15f9e2e6c8f4d5a654321";

    private readonly HttpClient http;
    private readonly string name;
    private readonly ConcurrentDictionary<string, Sent> acknowledged = new();
    private readonly List<Task> senders;
    private volatile bool enough;

    public KeyedLoad(Uri service, string name)
    {
        (http, this.name) = (new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromSeconds(20) }, name);
        senders = [.. new[] { (Ayse, Mehmet), (Mehmet, Ayse) }.Select(pair => Task.Run(() => SendAsync(pair.Item1, pair.Item2)))];
    }

    /// <summary>What has been acknowledged by now.</summary>
    public IReadOnlyList<Sent> Acknowledged => [.. acknowledged.Values];

    /// <summary>Waits for so many more.</summary>
    public async Task MoreAsync(int sends)
    {
        var goal = acknowledged.Count + sends;
        await Eventually.HoldsAsync(() => acknowledged.Count >= goal || senders.Exists(sender => sender.IsCompleted));
        Assert.DoesNotContain(senders, sender => sender.IsCompleted);
    }

    /// <summary>Lets each finish what it has begun.</summary>
    public async ValueTask DisposeAsync()
    {
        enough = true;
        await Task.WhenAll(senders);
        http.Dispose();
    }

    /// <summary>Makes the same request as then.</summary>
    public static Task<Reply> SendAgainAsync(HttpClient http, Sent sent)
    {
        var caller = new Caller(http, Tokens.ForUser(sent.Sender), sent.Sender);
        return sent.Number % 10 == 9
            ? caller.SendAsync(HttpMethod.Post, Caller.MessagesPath, Form.Of(Form.Text("type", "media"), Form.Text("targetUserId", sent.Target), Form.File(new byte[1000 + sent.Number], "a.bin")), ("Idempotency-Key", sent.Key))
            : caller.SendAsync(
                sent.Number % 3 == 2
                    ? $$"""{ "type": "credit_transfer", "targetUserId": "{{sent.Target}}", "creditTransfer": { "amount": 1 } }"""
                    : $$"""{ "type": "text", "targetUserId": "{{sent.Target}}", "content": "{{sent.Key}}" }""",
                ("Idempotency-Key", sent.Key));
    }

    private async Task SendAsync(string sender, string target)
    {
        for (var number = 0; !enough; number++)
        {
            var sent = new Sent(sender, target, number, string.Create(CultureInfo.InvariantCulture, $"{name}-{sender[^4..]}-{number}"), "", 0);
            while (true)
            {
                var reply = await SendAgainAsync(http, sent);
                if (reply.Status == HttpStatusCode.Created)
                {
                    acknowledged[sent.Key] = sent with { Id = reply["_id"].GetString()!, Sequence = reply["sequence"].GetInt64() };
                    break;
                }

                // A set of one that is being copied takes no writes.
                reply.ExpectError(503, "store.unavailable");
                await Task.Delay(100);
            }
        }
    }

    /// <summary>A send that was acknowledged.</summary>
    internal sealed record Sent(string Sender, string Target, int Number, string Key, string Id, long Sequence);
}
